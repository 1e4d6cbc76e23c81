using Microsoft.Extensions.Logging;

namespace EfShard;

/// <summary>
///     The events that EfShard logs, for filters, <c>ConfigureWarnings</c> and <c>LogTo</c>. Their numbers never change: from 40000, in blocks of a hundred.
/// </summary>
/// <remarks>
///     What happens to servers has no context of its own: those events go to the logger factory that the first context was given, and not to <c>LogTo</c>.
/// </remarks>
public static class ShardingEventId
{
    private const string Prefix = "EfShard.";

    /// <summary>
    ///     A query was answered by gathering rows of several shards under <see cref="GatherPolicy.Warn" />. Category
    ///     <c>DbLoggerCategory.Query</c>, level warning. The message has the rows, the bytes and the plan.
    /// </summary>
    public static readonly EventId QueryGathered = Make(Id.QueryGathered);

    /// <summary>A round of <c>AddShardRecovery</c> has failed; the next one tries again. Category: the recovery service, level error.</summary>
    public static readonly EventId RecoveryFailed = Make(Id.RecoveryFailed);

    /// <summary>Commits over several shards that were left have been ended. As before, level information.</summary>
    public static readonly EventId PartsRecovered = Make(Id.PartsRecovered);

    /// <summary>A shard could not be asked for what is left on it. As before, level warning.</summary>
    public static readonly EventId ShardNotRecovered = Make(Id.ShardNotRecovered);

    /// <summary>A transaction has been in doubt for longer than <c>AlarmAge</c>, with its rows locked. As before, level error.</summary>
    public static readonly EventId TransactionInDoubt = Make(Id.TransactionInDoubt);

    /// <summary><c>AddShardRecovery</c> has nothing to do on a database without two-phase commit, and ends. As before, level information.</summary>
    public static readonly EventId NothingToRecover = Make(Id.NothingToRecover);

    /// <summary>Another server is the primary of a shard now. Category <c>DbLoggerCategory.Database.Connection</c>, level warning.</summary>
    public static readonly EventId PrimaryFound = Make(Id.PrimaryFound);

    /// <summary>A shard has no primary any more: it was demoted, or another one promoted that has not been seen yet. As before, level error.</summary>
    public static readonly EventId PrimaryLost = Make(Id.PrimaryLost);

    /// <summary>A second server takes itself for the primary of a shard, and is used no more. As before, level critical.</summary>
    public static readonly EventId PrimaryFenced = Make(Id.PrimaryFenced);

    /// <summary>A replica is more than a second behind. As before, level warning; told once until it has caught up.</summary>
    public static readonly EventId ReplicaLags = Make(Id.ReplicaLags);

    /// <summary>A replica has caught up. As before, level information.</summary>
    public static readonly EventId ReplicaCaughtUp = Make(Id.ReplicaCaughtUp);

    /// <summary>
    ///     A replica does not show this user what it receives, and so answers no reads: the user needs the role <c>pg_monitor</c> or
    ///     <c>pg_read_all_stats</c>. As before, level warning; told once.
    /// </summary>
    public static readonly EventId ReplicaHidden = Make(Id.ReplicaHidden);

    /// <summary>A server has answered a read of a shard with replicas. As before, level debug.</summary>
    public static readonly EventId ServerRead = Make(Id.ServerRead);

    /// <summary>A read waits, because no replica has replayed what it must see. As before, level debug.</summary>
    public static readonly EventId ReplicaAwaited = Make(Id.ReplicaAwaited);

    /// <summary>The primary has answered a read that a replica might have answered by its level. As before, level debug.</summary>
    public static readonly EventId PrimaryReadInstead = Make(Id.PrimaryReadInstead);

    /// <summary>
    ///     A session token that a request brought was malformed or forged, and was not believed. Category <c>EfShard.AspNetCore.ShardingSessionMiddleware</c>, level
    ///     warning.
    /// </summary>
    public static readonly EventId SessionTokenRefused = Make(Id.SessionTokenRefused);

    /// <summary>A request wrote after its response had begun, so that its client has no token that covers it. As before.</summary>
    public static readonly EventId SessionWroteLate = Make(Id.SessionWroteLate);

    /// <summary>A replica is being promoted by this process (<see cref="FailoverMode.Promote" />). Category and level as <see cref="PrimaryFound" />.</summary>
    public static readonly EventId PromotionBegun = Make(Id.PromotionBegun);

    /// <summary>This process has made a replica the primary. As before, level critical: somebody should look at the old one.</summary>
    public static readonly EventId ReplicaPromoted = Make(Id.ReplicaPromoted);

    /// <summary>The primary is gone, and this process may not promote anybody; the message says why. As before, level error; a reason is told once.</summary>
    public static readonly EventId PromotionHeld = Make(Id.PromotionHeld);

    /// <summary>A promotion has failed, and is tried again. As before, level error.</summary>
    public static readonly EventId PromotionFailed = Make(Id.PromotionFailed);

    /// <summary>A replica that was down during a promotion has been told to follow the new primary. As before, level warning.</summary>
    public static readonly EventId ReplicaRepointed = Make(Id.ReplicaRepointed);

    /// <summary>The servers of a shard have been changed. Category <c>DbLoggerCategory.Infrastructure</c>, level information.</summary>
    public static readonly EventId ServersChanged = Make(Id.ServersChanged);

    /// <summary>The configuration was loaded anew, and can't be followed: it is wrong, or changes more than servers. As before, level error.</summary>
    public static readonly EventId ServersNotChanged = Make(Id.ServersNotChanged);

    /// <summary>All of them. A new event goes to the end of its block.</summary>
    private enum Id
    {
        QueryGathered = 40000,

        RecoveryFailed = 40100,
        PartsRecovered,
        ShardNotRecovered,
        TransactionInDoubt,
        NothingToRecover,

        PrimaryFound = 40200,
        PrimaryLost,
        PrimaryFenced,
        ReplicaLags,
        ReplicaCaughtUp,
        ReplicaHidden,
        ServerRead,
        ReplicaAwaited,
        PrimaryReadInstead,

        SessionTokenRefused = 40300,
        SessionWroteLate,

        PromotionBegun = 40400,
        ReplicaPromoted,
        PromotionHeld,
        PromotionFailed,
        ReplicaRepointed,

        ServersChanged = 40500,
        ServersNotChanged,
    }

    private static EventId Make(Id id) => new((int)id, Prefix + id);
}
