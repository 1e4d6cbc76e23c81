using EfShard.Diagnostics;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace EfShard.Execution.Replicas;

/// <summary>
///     Tells the application what happens to the servers, off the path of any query: through the logger factory of the first context that used
///     them.
/// </summary>
internal sealed class ServerLog(ILogger logger)
{
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(1);

    private static readonly Action<ILogger, string, string?, string?, uint, Exception?> Found = LoggerMessage.Define<string, string?, string?, uint>(
        LogLevel.Warning, ShardingEventId.PrimaryFound, "The primary of shard '{shard}' is '{primary}' now, instead of '{server}', on timeline {timeline}.");

    private static readonly Action<ILogger, string, string?, uint, Exception?> Lost = LoggerMessage.Define<string, string?, uint>(
        LogLevel.Error, ShardingEventId.PrimaryLost,
        "The primary of shard '{shard}', '{server}', has been demoted or replaced; no other has been found on timeline {timeline} yet. Writes fail or wait.");

    private static readonly Action<ILogger, string, string?, string?, uint, Exception?> Fenced = LoggerMessage.Define<string, string?, string?, uint>(
        LogLevel.Critical, ShardingEventId.PrimaryFenced,
        "'{server}' takes itself for the primary of shard '{shard}' beside '{primary}' on timeline {timeline}. It gets neither reads nor writes from here; "
        + "stop it, or rewind it to follow the primary: others may write to it.");

    private static readonly Action<ILogger, string?, string, Exception?> Hidden = LoggerMessage.Define<string?, string>(
        LogLevel.Warning, ShardingEventId.ReplicaHidden,
        "The replica '{server}' of shard '{shard}' does not show this user what it receives, so that nobody knows whose history it holds: it answers no reads. "
        + "Grant the user pg_monitor or pg_read_all_stats.");

    private static readonly Action<ILogger, string, double, ulong?, Exception?> Lags = LoggerMessage.Define<string, double, ulong?>(
        LogLevel.Warning, ShardingEventId.ReplicaLags, "The replica '{server}' is {seconds} seconds ({bytes} bytes) behind its primary.");

    private static readonly Action<ILogger, string, Exception?> CaughtUp = LoggerMessage.Define<string>(
        LogLevel.Information, ShardingEventId.ReplicaCaughtUp, "The replica '{server}' has caught up with its primary.");

    private static readonly Action<ILogger, string, string, Exception?> ReadFrom = LoggerMessage.Define<string, string>(
        LogLevel.Debug, ShardingEventId.ServerRead, "'{server}' answered a read at level {consistency}.");

    private static readonly Action<ILogger, string, LogPosition, Exception?> Waits = LoggerMessage.Define<string, LogPosition>(
        LogLevel.Debug, ShardingEventId.ReplicaAwaited, "No replica of shard '{shard}' has replayed {position} yet; they are asked again.");

    private static readonly Action<ILogger, string, string, string, Exception?> FellBack = LoggerMessage.Define<string, string, string>(
        LogLevel.Debug, ShardingEventId.PrimaryReadInstead,
        "The primary '{server}' answered a read at level {consistency}, because no replica could: {reason}.");

    private static readonly Action<ILogger, string, string, string, Exception?> Begun = LoggerMessage.Define<string, string, string>(
        LogLevel.Warning, ShardingEventId.PromotionBegun, "The primary '{primary}' of shard '{shard}' is gone; its replica '{server}' is being promoted by this process.");

    private static readonly Action<ILogger, string, string, string, Exception?> Done = LoggerMessage.Define<string, string, string>(
        LogLevel.Critical, ShardingEventId.ReplicaPromoted,
        "The replica '{server}' is the primary of shard '{shard}' now: this process has promoted it. Rewind '{primary}' before it is started again, or it takes itself for the primary.");

    private static readonly Action<ILogger, string, string, Exception?> Held = LoggerMessage.Define<string, string>(
        LogLevel.Error, ShardingEventId.PromotionHeld, "The primary of shard '{shard}' is gone, and no replica is promoted by this process: {reason}.");

    private static readonly Action<ILogger, string, Exception?> NotDone = LoggerMessage.Define<string>(
        LogLevel.Error, ShardingEventId.PromotionFailed, "The promotion of a replica of shard '{shard}' has failed; it is tried again.");

    private static readonly Action<ILogger, string, string, string, Exception?> Follows = LoggerMessage.Define<string, string, string>(
        LogLevel.Warning, ShardingEventId.ReplicaRepointed, "The replica '{server}' of shard '{shard}' has been told to follow '{primary}'.");

    public static ServerLog? Of(IRelationalConnection connection)
        => ((IInfrastructure<IServiceProvider>)connection.Context).Instance.GetService(typeof(ILoggerFactory)) is ILoggerFactory factory
            ? new ServerLog(factory.CreateLogger(DbLoggerCategory.Database.Connection.Name))
            : null;

    public void PromotionBegun(string shard, string primary, string server) => Begun(logger, primary, shard, server, null);

    public void Promoted(string shard, string server, string primary) => Done(logger, server, shard, primary, null);

    public void PromotionHeld(string shard, string reason) => Held(logger, shard, reason, null);

    public void PromotionFailed(string shard, Exception exception) => NotDone(logger, shard, exception);

    public void Repointed(string shard, string server, string primary) => Follows(logger, server, shard, primary, null);

    /// <summary>A server has answered.</summary>
    public void Read(string server, Consistency consistency) => ReadFrom(logger, server, consistency.Level.ToString(), null);

    /// <summary>No replica had what a read needs.</summary>
    public void Wait(string shard, LogPosition needed) => Waits(logger, shard, needed, null);

    /// <summary>The primary has answered instead of a replica.</summary>
    public void Fallback(string server, Consistency consistency, LogPosition? needed)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            FellBack(
                logger, server, consistency.Level.ToString(),
                needed is { } position ? $"none in service has replayed {position}" : "where the session's last write is, or how old a replica is, is not known", null);
        }
    }

    public void Change(PrimaryChange change)
    {
        ServerMetrics.Change(change.Shard, change.Kind.ToString());
        switch (change.Kind)
        {
            case PrimaryChangeKind.Found:
                Found(logger, change.Shard, change.Primary, change.Server, change.Timeline, null);
                break;
            case PrimaryChangeKind.Lost:
                Lost(logger, change.Shard, change.Server, change.Timeline, null);
                break;
            case PrimaryChangeKind.Hidden:
                Hidden(logger, change.Server, change.Shard, null);
                break;
            default:
                Fenced(logger, change.Server!, change.Shard, change.Primary, change.Timeline, null);
                break;
        }
    }

    /// <summary>Tells when a replica falls behind, and when it has caught up.</summary>
    public void Lag(ShardServer server)
    {
        var isLagging = server.Lag > Behind;
        if (isLagging == server.IsLagging)
        {
            return;
        }

        server.IsLagging = isLagging;
        if (isLagging)
        {
            Lags(logger, server.Name, Math.Round(server.Lag!.Value.TotalSeconds, 1), server.LagBytes, null);
        }
        else
        {
            CaughtUp(logger, server.Name, null);
        }
    }
}
