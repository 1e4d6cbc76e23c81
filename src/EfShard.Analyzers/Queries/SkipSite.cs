using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Queries;

/// <summary>A <c>Skip</c> by a constant.</summary>
internal sealed record SkipSite(Query Query, long Count, SyntaxNode Syntax);
