using System.Diagnostics;
using System.Globalization;
using EfShard.Replicas.Tests.Histories;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Xunit.Abstractions;

namespace EfShard.Replicas.Tests;

/// <summary>
///     What the levels promise, checked over all that many clients did and saw while replicas fell behind and crashed, and primaries were killed and replaced. For as
///     many minutes as EFSHARD_CHAOS_MINUTES says (./chaos.sh), and then for 100,000 operations at least.
/// </summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Accounts = 8;
    private const int Shards = 2;

    private static readonly TimeSpan? Chaos = Environment.GetEnvironmentVariable("EFSHARD_CHAOS_MINUTES") is { Length: > 0 } minutes
        ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
        : null;

    private static readonly int Operations = Chaos is null ? 20_000 : 100_000;

    [ClusterFact]
    public async Task Nobody_sees_less_than_promised_while_replicas_lag_and_crash_and_primaries_are_replaced()
    {
        using var reads = new ReadCounter();
        var (history, failures) = await RunAsync(checksPositions: true, Operations, Chaos ?? TimeSpan.Zero);

        var primaries = Enumerable.Range(0, Shards).Sum(s => reads[$"s{s}/0"]);
        output.WriteLine($"{reads.Total} reads, {primaries} of them from the servers that began as primaries.");
        Assert.True(history.Count >= Operations, $"{history.Count} operations");
        Assert.Empty(history.SessionViolations());
        Assert.Empty(history.StaleReads(Run.BoundOf));

        // A run in which everything failed, or nothing was read from replicas, would prove nothing.
        Assert.InRange(failures, 0, history.Count / 100);
        Assert.InRange(primaries, 0, reads.Total * 3 / 4);
    }

    [ClusterFact]
    public async Task Without_the_check_of_positions_the_same_run_finds_violations()
    {
        var (history, _) = await RunAsync(checksPositions: false, Operations, TimeSpan.Zero);

        Assert.NotEmpty(history.SessionViolations());
        Assert.NotEmpty(history.StaleReads(Run.BoundOf));
    }

    /// <summary>One run. The two tests differ in whether positions are checked; without that it ends when it has found what it is to find.</summary>
    private async Task<(History History, int Failures)> RunAsync(bool checksPositions, int operations, TimeSpan least)
    {
        await using var bank = await ReplicatedBank.StartAsync(Shards, accounts: Accounts);
        foreach (var node in bank.Cluster.Nodes)
        {
            // A promotion then loses nothing that was acknowledged: what the history says was written, was.
            await node.ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'");
            await node.ExecuteAsync("SELECT pg_reload_conf()");
        }

        var options = bank.Options(s => s.Replicas(r =>
        {
            r.LagInterval(TimeSpan.FromMilliseconds(100)).Health(TimeSpan.FromMilliseconds(200), 3).FailoverWait(TimeSpan.FromSeconds(30));
            if (!checksPositions)
            {
                r.IgnorePositions();
            }
        }));
        var history = new History();
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();

        // Each shard's primary is replaced in every 20,000 operations, the shards' by turns.
        const int every = 20_000;
        var faults = bank.Cluster.Nodes.GroupBy(n => n.Shard)
            .Select(g => new Faults([.. g], failovers => history.Count >= every * (failovers + ((1.0 + g.Key) / (Shards + 1))), seed: 17 + g.Key)).ToArray();
        var disturbing = faults.Select(f => f.RunAsync(stop.Token)).ToArray();
        var finding = checksPositions ? new TaskCompletionSource().Task : FindViolationsAsync(history, stop.Token);
        var failures = await Run.OperationsAsync(
            options, history,
            () => (history.Count >= operations && watch.Elapsed >= least && faults.All(f => f.Failovers > 0)) || disturbing.Any(d => d.IsFaulted) || finding.IsCompleted,
            clients: 9, Accounts, seed: 42);
        await stop.CancelAsync();
        await Task.WhenAll(checksPositions ? disturbing : [.. disturbing, finding]);

        output.WriteLine(
            $"{history.Count} operations in {watch.Elapsed.TotalSeconds:0} s, {failures} failed; {faults.Sum(f => f.Disturbances)} disturbances, "
            + $"{faults.Sum(f => f.Failovers)} failovers.");
        return (history, failures);
    }

    /// <summary>Ends once both kinds have been found.</summary>
    private static async Task FindViolationsAsync(History history, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && (history.SessionViolations().Count == 0 || history.StaleReads(Run.BoundOf).Count == 0))
        {
            await Task.Delay(200, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
