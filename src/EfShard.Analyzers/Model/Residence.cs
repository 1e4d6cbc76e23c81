namespace EfShard.Analyzers.Model;

/// <summary>Where the rows of an entity live, as far as the source tells.</summary>
internal enum Residence
{
    /// <summary>Nothing is said, or different things are: every rule keeps silent.</summary>
    Unknown,

    /// <summary>Each row on its shard key's shard.</summary>
    Sharded,

    /// <summary>A copy on every shard.</summary>
    Reference,

    /// <summary>All rows on one shard.</summary>
    Unsharded,
}
