namespace EfShard.Planning;

/// <summary>What the analysis of one SELECT (or set operation) found.</summary>
internal sealed class BlockResult
{
    /// <summary>
    ///     The sources that spread the block's rows over shards: all of one component, the first named first. Empty when the block reads no
    ///     sharded table, or when each of its rows depends on rows of the enclosing statement's own shard only.
    /// </summary>
    public IReadOnlyList<ShardedSource> Drivers { get; init; } = [];

    /// <summary>The occurrences of tables behind <see cref="Drivers" />: their conditions tell which shards can have rows.</summary>
    public IReadOnlyList<ShardedSource> RoutingSources { get; init; } = [];

    /// <summary>Every source of the block that an enclosing statement may be co-located with.</summary>
    public IReadOnlyList<ShardedSource> Anchors { get; init; } = [];

    public required FactScope Scope { get; init; }

    /// <summary>Whether the block reads any sharded table, in whatever place.</summary>
    public bool ReadsSharded { get; init; }

    public bool IsSpread => Drivers.Count > 0;
}
