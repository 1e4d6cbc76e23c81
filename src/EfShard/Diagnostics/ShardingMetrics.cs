using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace EfShard.Diagnostics;

/// <summary>The measurements of EfShard, for <c>AddMeter("EfShard")</c>.</summary>
internal static class ShardingMetrics
{
    /// <summary>Commits over several shards, by <see cref="OutcomeTag" />: committed, rolled_back, unknown.</summary>
    public const string CommitsName = "efshard.commits";

    /// <summary>Prepared parts that this process's recovery has ended, by <see cref="OutcomeTag" />: committed, rolled_back.</summary>
    public const string RecoveredName = "efshard.recovery.resolved";

    /// <summary>Prepared parts that the last recovery of this process has left.</summary>
    public const string InDoubtName = "efshard.in_doubt";

    /// <summary>The age of the oldest of them, in seconds: what alarms look at.</summary>
    public const string InDoubtAgeName = "efshard.in_doubt.age";

    public const string OutcomeTag = "outcome";

    private static readonly Counter<long> Commits = ShardingMeter.Meter.CreateCounter<long>(
        CommitsName, "{commit}", "Commits over several shards in two phases, by outcome: committed, rolled_back, unknown.");

    private static readonly Counter<long> RecoveredParts = ShardingMeter.Meter.CreateCounter<long>(
        RecoveredName, "{part}", "Prepared parts that this process's recovery has ended, by outcome: committed, rolled_back.");

    /// <summary>What each set of shards has in doubt, as far as this process knows.</summary>
    private static readonly ConditionalWeakTable<object, IReadOnlyList<InDoubtTransaction>> Left = [];

    static ShardingMetrics()
    {
        ShardingMeter.Meter.CreateObservableGauge(
            InDoubtName, static () => Left.Sum(shards => (long)shards.Value.Count), "{part}", "Prepared parts that the last recovery of this process has left.");
        ShardingMeter.Meter.CreateObservableGauge(
            InDoubtAgeName, static () => Left.SelectMany(shards => shards.Value).Select(part => part.Age.TotalSeconds).DefaultIfEmpty().Max(), "s", "The age of the oldest of them.");
    }

    public static void Committed(string outcome)
    {
        if (Commits.Enabled)
        {
            Commits.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));
        }
    }

    /// <summary>Notes what a recovery has done and left.</summary>
    /// <param name="shards">Whose it was: the topology, say.</param>
    /// <param name="report">What it says.</param>
    public static void Recovered(object shards, RecoveryReport report)
    {
        // A shard that could not be asked still has what it had.
        var known = Left.TryGetValue(shards, out var before) ? before : [];
        Left.AddOrUpdate(
            shards,
            [
                .. report.InDoubt,
                .. known.Where(part => report.Failures.ContainsKey(part.Shard)
                    && !report.InDoubt.Any(left => (left.TransactionId, left.Shard) == (part.TransactionId, part.Shard))),
            ]);
        RecoveredParts.Add(report.Committed, new KeyValuePair<string, object?>(OutcomeTag, "committed"));
        RecoveredParts.Add(report.RolledBack, new KeyValuePair<string, object?>(OutcomeTag, "rolled_back"));
    }
}
