using System.Diagnostics.Metrics;

namespace EfShard.Diagnostics;

/// <summary>What is counted about statements, on the meter "EfShard". Costs a look at a field while nobody listens.</summary>
internal static class StatementMetrics
{
    private static readonly Counter<long> Statements = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.statements", "{statement}", "Statements, by how they were answered: one_shard, fan_out, gather, no_shard.");

    private static readonly Counter<long> Legs = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.legs", "{leg}", "What shards were asked to do: parts of statements, saves and commits.");

    private static readonly Counter<long> Merged = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.rows.merged", "{row}", "Rows that legs of statements over several shards returned.");

    private static readonly Counter<long> Gathers = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.gathers", "{gather}", "Statements for which rows were brought together on one shard.");

    private static readonly Counter<long> ShippedRows = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.rows.shipped", "{row}", "Rows that were brought together for them.");

    private static readonly Counter<long> ShippedBytes = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.bytes.shipped", "By", "Bytes of them that came from other shards.");

    /// <summary>Whether anybody listens to what has to be counted while a statement runs.</summary>
    public static bool AreCounted => Statements.Enabled || Legs.Enabled || Merged.Enabled;

    public static void Statement(int shards, bool isGathered)
    {
        if (Statements.Enabled)
        {
            Statements.Add(
                1, new KeyValuePair<string, object?>("efshard.answered", isGathered ? "gather" : shards switch { 0 => "no_shard", 1 => "one_shard", _ => "fan_out" }));
        }
    }

    public static void Leg(string shard) => Legs.Add(1, new KeyValuePair<string, object?>("efshard.shard", shard));

    public static void Rows(string shard, long rows) => Merged.Add(rows, new KeyValuePair<string, object?>("efshard.shard", shard));

    public static void Gathered() => Gathers.Add(1);

    /// <summary>Rows of a shard have been brought to where a statement needs them.</summary>
    public static void Shipped(string shard, long rows, long bytes)
    {
        if (ShippedRows.Enabled || ShippedBytes.Enabled)
        {
            var tag = new KeyValuePair<string, object?>("efshard.shard", shard);
            ShippedRows.Add(rows, tag);
            ShippedBytes.Add(bytes, tag);
        }
    }
}
