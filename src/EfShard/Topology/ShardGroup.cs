using EfShard.Strategies;

namespace EfShard.Topology;

/// <summary>A co-location group bound to a topology: the strategy's own numbering of shards turned into the topology's.</summary>
internal sealed class ShardGroup(string name, ShardStrategy strategy, int[] shardOfPosition)
{
    public string Name { get; } = name;

    public ShardStrategy Strategy { get; } = strategy;

    /// <summary>Every shard that the group uses, as indexes into the topology.</summary>
    public IReadOnlyList<int> Shards => shardOfPosition;

    /// <summary>Whether a slot alone tells the shard.</summary>
    public bool LocatesSlots => shardOfPosition.Length == 1 || Strategy.LocateSlot(0) is not null;

    public int Locate(in ShardKey key) => shardOfPosition[Strategy.Locate(key)];

    /// <summary>The shards that can hold keys of a slot, as indexes into the topology.</summary>
    public IReadOnlyList<int> LocateSlot(int slot) => Strategy.LocateSlot(slot) is { } position ? [shardOfPosition[position]] : shardOfPosition;

    /// <summary>Locates many keys, waiting for the strategy where it is asynchronous.</summary>
    public async ValueTask LocateAsync(ReadOnlyMemory<ShardKey> keys, Memory<int> shards, CancellationToken cancellationToken)
    {
        await Strategy.LocateAsync(keys, shards, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < shards.Length; i++)
        {
            shards.Span[i] = shardOfPosition[shards.Span[i]];
        }
    }

    /// <summary>The shards that can hold keys of a range, as indexes into the topology; all of the group's when the strategy keeps no order.</summary>
    public IReadOnlyList<int> LocateRange(in ShardKeyRange range)
        => Strategy.LocateRange(range) is { } positions ? positions.Select(p => shardOfPosition[p]).ToArray() : shardOfPosition;
}
