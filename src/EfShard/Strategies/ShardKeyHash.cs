namespace EfShard.Strategies;

/// <summary>The 64-bit hash of a shard key: PostgreSQL's own for each type, seed 0, bit for bit.</summary>
public static class ShardKeyHash
{
    /// <summary>Computes the hash.</summary>
    public static long Compute(in ShardKey key) => throw new NotSupportedException("written next");
}
