using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>Finds code that is used in one place and written in another one of the same file.</summary>
internal static class Lambdas
{
    /// <summary>The lambda that an argument is: written there, or kept in a variable, a field or a property.</summary>
    public static IAnonymousFunctionOperation? Find(IOperation argument) => argument.Bare() switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        ILocalReferenceOperation local => Locals.FindValue(local) is { } value && value.Bare() is not ILocalReferenceOperation ? Find(value) : null,
        IMemberReferenceOperation member => BodyOf(member)?.Bare() as IAnonymousFunctionOperation,
        IInvocationOperation call => BodyOf(call)?.Bare() as IAnonymousFunctionOperation,
        _ => null,
    };

    /// <summary>The one value that a method returns, a property gives, or a field is initialised with; null if it is not in this file.</summary>
    public static IOperation? BodyOf(IOperation reference)
    {
        ISymbol? symbol = reference switch
        {
            IInvocationOperation { TargetMethod: { IsVirtual: false, IsAbstract: false } method } => method.ReducedFrom ?? method.OriginalDefinition,
            IPropertyReferenceOperation { Property: { IsVirtual: false, IsAbstract: false } property } => property,
            IFieldReferenceOperation { Field.IsReadOnly: true } field => field.Field,
            _ => null,
        };
        if (symbol?.DeclaringSyntaxReferences is not [var declaration] || reference.SemanticModel is not { } semantics || declaration.SyntaxTree != semantics.SyntaxTree)
        {
            return null;
        }

        ExpressionSyntax? body = declaration.GetSyntax() switch
        {
            MethodDeclarationSyntax method => method.ExpressionBody?.Expression ?? OnlyReturn(method.Body),
            LocalFunctionStatementSyntax function => function.ExpressionBody?.Expression ?? OnlyReturn(function.Body),
            PropertyDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression,
            PropertyDeclarationSyntax { Initializer: { } initializer, AccessorList.Accessors: [{ RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.GetAccessorDeclaration }] }
                => initializer.Value,
            PropertyDeclarationSyntax { AccessorList.Accessors: [{ ExpressionBody: { } arrow }] } => arrow.Expression,
            VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
            _ => null,
        };
        return body is null ? null : semantics.GetOperation(body);
    }

    private static ExpressionSyntax? OnlyReturn(BlockSyntax? block)
        => block?.Statements is [ReturnStatementSyntax only] ? only.Expression : null;
}
