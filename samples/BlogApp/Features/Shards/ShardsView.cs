using BlogApp.Diagnostics;
using EfShard;

namespace BlogApp.Features.Shards;

/// <summary>All that the page shows.</summary>
public sealed record ShardsView(
    ShardsState State, Growth Growth, IReadOnlyList<QueryLogEntry> Queries, string JoinPlan, GatherCost JoinCost,
    IReadOnlyList<ServerState> Servers, RecoveryReport? InDoubt, string Level, TimeSpan? CopyInterval)
{
    /// <summary>The names of all shards, in the order of their colours.</summary>
    public IReadOnlyList<string> Names => [.. State.Shards.Select(s => s.Name)];
}
