using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>A unique index or an alternate key.</summary>
/// <param name="Columns">Its properties.</param>
/// <param name="IsDeclared">Whether the model says that it knows: <c>IsUniquePerShard()</c>, <c>HasGlobalIndex</c>.</param>
/// <param name="Syntax">Where it is said.</param>
internal sealed record UniqueDeclaration(ValueList<string> Columns, bool IsDeclared, SyntaxNode Syntax);
