namespace EfShard;

/// <summary>
///     What happens to a query that several shards can't answer each by itself. Gathering answers every such query, as one database would: the
///     rows that it needs are brought together on one shard for as long as it runs. That may be many rows.
/// </summary>
/// <remarks>
///     Where every shard sends nothing but its own groups, aggregates or different values, which the database then combines, as EfShard itself does where it can, no policy
///     applies: that is bounded by the groups, not by the rows. <see cref="ShardingOptionsBuilder.GatherBudget" /> limits it.
/// </remarks>
public enum GatherPolicy
{
    /// <summary>The default: it is gathered, and a warning (<see cref="ShardingEventId.QueryGathered" />) says how many rows and bytes that took.</summary>
    Warn,

    /// <summary>It is gathered.</summary>
    Allow,

    /// <summary>It is refused with <see cref="CrossShardQueryException" />, before anything is sent.</summary>
    Throw,
}
