namespace EfShard.Differential.Tests.Answers;

/// <summary>Which part of the planner answered a query; in the order in which they are tried.</summary>
public enum Tier
{
    /// <summary>No row can match: no shard was asked.</summary>
    None,

    /// <summary>One shard, by the database's own statement.</summary>
    Route,

    /// <summary>Several shards, each its own rows, merged.</summary>
    Pushdown,

    /// <summary>Several shards, partial results combined.</summary>
    Combine,

    /// <summary>Rows of the shards are brought together, and one of the databases answers.</summary>
    Gather,

    /// <summary>Refused.</summary>
    Refused,
}
