using EfShard.Replicas.Tests.Histories;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Xunit.Abstractions;

namespace EfShard.Replicas.Tests;

/// <summary>What the levels promise, checked over all that many clients did and saw while replicas fell behind.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Accounts = 8;

    [ClusterFact]
    public Task Nobody_sees_less_than_promised_while_replicas_lag_and_crash() => RunAsync(20_000);

    [ClusterFact]
    public async Task Without_the_check_of_positions_the_same_run_finds_violations()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 2, accounts: Accounts);
        var (history, _) = await DisturbedAsync(bank, s => s.Replicas(r => r.IgnorePositions()), 4_000, kills: false);

        Assert.NotEmpty(history.SessionViolations());
        Assert.NotEmpty(history.StaleReads(Run.BoundOf));
    }

    private async Task RunAsync(int operations)
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 2, accounts: Accounts);
        using var reads = new ReadCounter();
        var (history, failures) = await DisturbedAsync(bank, s => s.Replicas(r => r.LagInterval(TimeSpan.FromMilliseconds(100))), operations, kills: true);

        var primaries = reads["s0/0"] + reads["s1/0"];
        output.WriteLine($"{history.Count} operations, {failures} failed; {reads.Total} reads, {primaries} of them from primaries.");
        Assert.Empty(history.SessionViolations());
        Assert.Empty(history.StaleReads(Run.BoundOf));

        // A run in which everything failed, or nothing was read from replicas, would prove nothing.
        Assert.InRange(failures, 0, operations / 100);
        Assert.InRange(primaries, 0, reads.Total * 3 / 4);
    }

    private static async Task<(History History, int Failures)> DisturbedAsync(
        ReplicatedBank bank, Action<ShardingOptionsBuilder> more, int operations, bool kills)
    {
        using var stop = new CancellationTokenSource();
        var nodes = bank.Cluster.Nodes.Except(bank.Cluster.Primaries).ToArray();
        var disturbing = nodes.GroupBy(n => n.Shard).Select(g => new Lag([.. g], seed: 17 + g.Key).RunAsync(kills, stop.Token)).ToArray();
        var result = await Run.OperationsAsync(bank.Options(more), operations, clients: 9, Accounts, seed: 42);
        await stop.CancelAsync();
        await Task.WhenAll(disturbing);
        return result;
    }
}
