namespace EfShard.Analyzers.Queries;

/// <summary>A property of a source.</summary>
internal sealed record Column(Source Source, string Name);
