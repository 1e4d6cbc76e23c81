using System.Diagnostics.Metrics;

namespace EfShard.Diagnostics;

/// <summary>What is counted about replicas, on the meter "EfShard". Costs a look at a field while nobody listens.</summary>
internal static class ReplicaMetrics
{
    private static readonly Counter<long> Reads = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.replica.reads", "{read}", "Reads of shards with replicas, by the server that answered.");

    private static readonly Counter<long> Waits = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.replica.waits", "{wait}", "Times that a read asked replicas for their positions because none held what it needs.");

    private static readonly Counter<long> Fallbacks = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.replica.fallbacks", "{read}", "Reads that a replica might have answered by their level, and the primary did because none held what they need.");

    /// <summary>The primary has answered instead of a replica.</summary>
    public static void Fallback(string shard, Consistency consistency)
    {
        if (Fallbacks.Enabled)
        {
            Fallbacks.Add(1, new("efshard.shard", shard), new("efshard.consistency", consistency.Level.ToString()));
        }
    }

    /// <summary>A read has been answered.</summary>
    public static void Read(string shard, string server, bool isPrimary, Consistency consistency)
    {
        if (Reads.Enabled)
        {
            Reads.Add(
                1, new("efshard.shard", shard), new("efshard.server", server), new("efshard.role", isPrimary ? "primary" : "replica"),
                new("efshard.consistency", consistency.Level.ToString()));
        }
    }

    /// <summary>No replica held what a read needs.</summary>
    public static void Wait(string shard)
    {
        if (Waits.Enabled)
        {
            Waits.Add(1, new KeyValuePair<string, object?>("efshard.shard", shard));
        }
    }
}
