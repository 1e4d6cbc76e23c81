using Microsoft.Extensions.Logging;

namespace EfShard.Diagnostics;

/// <summary>Tells the application what becomes of changed servers.</summary>
internal static class TopologyLog
{
    private static readonly Action<ILogger, string, int, Exception?> ServersChanged = LoggerMessage.Define<string, int>(
        LogLevel.Information, ShardingEventId.ServersChanged, "The servers of shard '{shard}' have been changed; it has {count} now.");

    private static readonly Action<ILogger, string, Exception?> ServersNotChanged = LoggerMessage.Define<string>(
        LogLevel.Error, ShardingEventId.ServersNotChanged, "The configuration of shards was loaded anew, and the servers stay as they were: {reason}.");

    public static void Changed(ILogger? logger, string shard, int count)
    {
        if (logger is not null)
        {
            ServersChanged(logger, shard, count, null);
        }
    }

    public static void NotChanged(ILogger? logger, string reason, Exception? mistake)
    {
        if (logger is not null)
        {
            ServersNotChanged(logger, reason, mistake);
        }
    }
}
