using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EfShard.Analyzers.Rules;

/// <summary>The part of the source that a message underlines.</summary>
internal static class DiagnosticSpans
{
    /// <summary>Of a chain, its last call, which is where something has to be added; of a property, its name.</summary>
    public static Location Of(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } call
            => Location.Create(syntax.SyntaxTree, TextSpan.FromBounds(name.SpanStart, call.Span.End)),
        PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
        _ => syntax.GetLocation(),
    };
}
