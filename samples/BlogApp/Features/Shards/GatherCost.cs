using BlogApp.Diagnostics;

namespace BlogApp.Features.Shards;

/// <summary>What the join between shards cost.</summary>
/// <param name="Query">The query as the log would show it; null where nothing was gathered, because one shard had all rows, or where it failed.</param>
/// <param name="Failure">Why it failed: a gather needs every shard's primary.</param>
public sealed record GatherCost(QueryLogEntry? Query, string? Failure);
