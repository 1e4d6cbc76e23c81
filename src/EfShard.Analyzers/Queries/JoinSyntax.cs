using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>The part of a call that a message points at.</summary>
internal static class JoinSyntax
{
    /// <summary>A join clause, or the operator's name with its arguments; a query's source is not underlined.</summary>
    public static SyntaxNode Of(IInvocationOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } => name,
        QueryClauseSyntax clause => clause,
        var other => other.DescendantNodesAndSelf().OfType<JoinClauseSyntax>().FirstOrDefault() ?? other,
    };
}
