using Microsoft.Extensions.Logging;

namespace EfShard;

/// <summary>
///     The events that EfShard logs through EF Core's loggers, for <c>ConfigureWarnings</c> and <c>LogTo</c>. Their numbers never change.
/// </summary>
public static class ShardingEventId
{
    private const int QueryBase = 40000;
    private const int ServerBase = 40200;

    private const int SessionBase = 40300;

    /// <summary>
    ///     A query was answered by gathering rows of several shards under <see cref="GatherPolicy.Warn" />. Category
    ///     <c>DbLoggerCategory.Query</c>, level warning. The message has the rows, the bytes and the plan.
    /// </summary>
    public static readonly EventId QueryGathered = new(QueryBase, "EfShard.QueryGathered");

    /// <summary>Another server is the primary of a shard now. Category <c>DbLoggerCategory.Database.Connection</c>, level warning.</summary>
    public static readonly EventId PrimaryFound = new(ServerBase, "EfShard.PrimaryFound");

    /// <summary>A shard has no primary any more: it was demoted, or another one promoted that has not been seen yet. As before, level error.</summary>
    public static readonly EventId PrimaryLost = new(ServerBase + 1, "EfShard.PrimaryLost");

    /// <summary>A second server takes itself for the primary of a shard, and is used no more. As before, level critical.</summary>
    public static readonly EventId PrimaryFenced = new(ServerBase + 2, "EfShard.PrimaryFenced");

    /// <summary>A replica is more than a second behind. As before, level warning; told once until it has caught up.</summary>
    public static readonly EventId ReplicaLags = new(ServerBase + 3, "EfShard.ReplicaLags");

    /// <summary>A replica has caught up. As before, level information.</summary>
    public static readonly EventId ReplicaCaughtUp = new(ServerBase + 4, "EfShard.ReplicaCaughtUp");

    /// <summary>
    ///     A replica does not show this user what it receives, and so answers no reads: the user needs the role <c>pg_monitor</c> or
    ///     <c>pg_read_all_stats</c>. As before, level warning; told once.
    /// </summary>
    public static readonly EventId ReplicaHidden = new(ServerBase + 5, "EfShard.ReplicaHidden");

    /// <summary>
    ///     A session token that a request brought was malformed or forged, and was not believed. Category <c>EfShard.AspNetCore.ShardingSessionMiddleware</c>, level
    ///     warning.
    /// </summary>
    public static readonly EventId SessionTokenRefused = new(SessionBase, "EfShard.SessionTokenRefused");

    /// <summary>A request wrote after its response had begun, so that its client has no token that covers it. As before.</summary>
    public static readonly EventId SessionWroteLate = new(SessionBase + 1, "EfShard.SessionWroteLate");
}
