namespace EfShard;

/// <summary>What a statement or a save would cost on the shards that a dry run plans for, the cheapest first.</summary>
public enum DryRunTier
{
    /// <summary>Any shard can answer, or none need be asked: it concerns reference tables only, or no row can match.</summary>
    AnyShard,

    /// <summary>One shard does it, as one database does.</summary>
    OneShard,

    /// <summary>Several shards do it side by side, each for its own rows. Saves: a commit over several shards, as <see cref="CrossShardCommit" /> says.</summary>
    SeveralShards,

    /// <summary>Rows of several shards are brought together on one, which answers.</summary>
    Gathered,

    /// <summary>It would be an error.</summary>
    Refused,
}
