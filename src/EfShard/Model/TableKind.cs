namespace EfShard.Model;

/// <summary>Where the rows of a table live.</summary>
internal enum TableKind
{
    /// <summary>Each row on the shard of its shard key.</summary>
    Sharded,

    /// <summary>A copy of every row on every shard.</summary>
    Reference,

    /// <summary>All rows on one shard, the unsharded one.</summary>
    Unsharded,
}
