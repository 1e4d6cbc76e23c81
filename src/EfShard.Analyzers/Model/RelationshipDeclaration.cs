using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>A chain that starts with <c>HasOne</c> or <c>HasMany</c>.</summary>
/// <param name="Entity">The entity that the chain starts on.</param>
/// <param name="Target">The other one.</param>
/// <param name="Syntax">The whole chain.</param>
internal sealed record RelationshipDeclaration(ITypeSymbol Entity, ITypeSymbol Target, SyntaxNode Syntax)
{
    /// <summary>The navigation on <see cref="Entity" />; null if there is none.</summary>
    public string? Navigation { get; init; }

    /// <summary>The navigation on <see cref="Target" />; null if there is none.</summary>
    public string? Inverse { get; init; }

    /// <summary>Whether <see cref="Entity" /> holds the foreign key; null if the chain does not tell.</summary>
    public bool? EntityIsDependent { get; init; }

    public bool IsManyToMany { get; init; }

    public ValueList<string> ForeignKey { get; init; } = [];

    public ValueList<string> PrincipalKey { get; init; } = [];

    public Promise Promise { get; init; }

    /// <summary>Whether more may be said elsewhere: the builder is kept in a variable.</summary>
    public bool IsOpenEnded { get; init; }
}
