using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0004: a row that is in the database does not move to another shard because its key changes.</summary>
internal sealed class ShardKeyAssignmentRule() : Rule(
    "EFS0004",
    "Assignment to a shard key",
    "'{0}' is the shard key of '{1}': SaveChanges refuses to change it for a row that is in the database. Declare AllowShardKeyChange(), or add a copy with the new key and remove this one.",
    Categories.Writes,
    DiagnosticSeverity.Warning), IBlockRule
{
    public void Check(IOperation block, RuleContext context)
    {
        foreach (var operation in block.DescendantsAndSelf())
        {
            var target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                _ => null,
            };
            if (target is IPropertyReferenceOperation { Instance: { } instance } reference && IsShardKey(reference, context) && MayBeTracked(instance, operation, context))
            {
                context.Report(this, reference.Syntax, reference.Property.Name, instance.Type!.Name);
            }
        }
    }

    private static bool IsShardKey(IPropertyReferenceOperation reference, RuleContext context)
        => reference.Instance?.Type is { TypeKind: TypeKind.Class } type
            && context.Models.ForEntity(type).Find(type) is { IsSharded: true, AllowsKeyChange: false, Placement.Key: var key }
            && key.Contains(reference.Property.Name);

    private static bool MayBeTracked(IOperation instance, IOperation assignment, RuleContext context) => instance.Bare() switch
    {
        // Object initialisers, with expressions, and what a class does while it is made.
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }
            => context.Symbol is IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.PropertySet) },
        IInstanceReferenceOperation => false,
        ILocalReferenceOperation local => NewRows.MayBeTracked(local, assignment),
        IObjectCreationOperation => false,
        _ => true,
    };
}
