namespace EfShard.Planning;

/// <summary>How one truth value is made of one from each shard, null standing for "unknown" as in SQL.</summary>
internal enum TruthMerge
{
    /// <summary>True if it is true on any shard.</summary>
    Any,

    /// <summary>True if it is true on all shards.</summary>
    All,
}
