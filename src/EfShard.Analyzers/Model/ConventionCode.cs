using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Model;

/// <summary>Code that changes a model in ways that no single call shows.</summary>
internal static class ConventionCode
{
    /// <summary>Whether the operation may decide who makes keys: <c>property.ValueGenerated = ...</c>, another set of conventions.</summary>
    public static bool SetsGeneration(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "ValueGenerated" } } => true,
        IInvocationOperation { TargetMethod: { Name: "Remove" or "Replace" or "Add", ContainingType.Name: "ConventionSetBuilder" } } => true,
        IInvocationOperation { TargetMethod: { Name: "ValueGenerated" or "SetValueGenerated" } } => true,
        _ => false,
    };
}
