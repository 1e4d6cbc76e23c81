using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EfShard.Analyzers.CodeFixes;

/// <summary>Adds calls to the end of a chain.</summary>
internal static class Calls
{
    public static InvocationExpressionSyntax Append(ExpressionSyntax expression, string method)
        => SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                expression.WithoutTrailingTrivia(),
                SyntaxFactory.IdentifierName(method)))
            .WithTrailingTrivia(expression.GetTrailingTrivia());
}
