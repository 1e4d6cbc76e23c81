using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Queries;

/// <summary>A place in a query where a source joins those before it.</summary>
internal sealed record JoinSite(JoinKind Kind, ValueList<Source> Left, ValueList<Source> Right, SyntaxNode Syntax)
{
    /// <summary>Whether it stands in a method that was read through: it is reported there.</summary>
    public bool IsOfOtherMethod { get; init; }
}
