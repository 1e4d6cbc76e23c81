using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Queries;

/// <summary>A <c>FromSql</c> on a set.</summary>
internal sealed record SqlSite(Query Query, string Method, SyntaxNode Syntax);
