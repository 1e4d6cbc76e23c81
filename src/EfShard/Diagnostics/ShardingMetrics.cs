using System.Diagnostics.Metrics;

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

    private static RecoveryReport? _last;

    static ShardingMetrics()
    {
        ShardingMeter.Meter.CreateObservableGauge(
            InDoubtName, static () => (long)(_last?.InDoubt.Count ?? 0), "{part}", "Prepared parts that the last recovery of this process has left.");
        ShardingMeter.Meter.CreateObservableGauge(
            InDoubtAgeName, static () => _last is { InDoubt: [var oldest, ..] } ? oldest.Age.TotalSeconds : 0, "s", "The age of the oldest of them.");
    }

    public static void Committed(string outcome)
    {
        if (Commits.Enabled)
        {
            Commits.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));
        }
    }

    public static void Recovered(RecoveryReport report)
    {
        _last = report;
        RecoveredParts.Add(report.Committed, new KeyValuePair<string, object?>(OutcomeTag, "committed"));
        RecoveredParts.Add(report.RolledBack, new KeyValuePair<string, object?>(OutcomeTag, "rolled_back"));
    }
}
