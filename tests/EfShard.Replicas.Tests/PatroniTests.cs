using System.Diagnostics;
using EfShard.Replicas.Tests.Histories;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using EfShard.TestServers.Patroni;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EfShard.Replicas.Tests;

/// <summary>What <see cref="FailoverMode.Observe" /> is for: a real Patroni promotes, and EfShard finds out.</summary>
public sealed class PatroniTests(ITestOutputHelper output)
{
    private const int Accounts = 4;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [PatroniFact]
    public async Task A_killed_primary_and_a_switchover_under_load_lose_no_acknowledged_write_and_nobody_sees_less_than_promised()
    {
        await using var bank = await PatroniBank.StartAsync(Accounts);
        var cluster = bank.Cluster;
        var options = await bank.OptionsAsync();
        var (history, postings) = (new History(), new Postings(options, Accounts));
        using var stop = new CancellationTokenSource();
        var writing = postings.RunAsync(writers: 2, stop.Token);
        var running = Run.OperationsAsync(options, history, () => stop.IsCancellationRequested, clients: 6, Accounts, seed: 11);
        try
        {
            await ProgressAsync();

            var killed = await cluster.PrimaryAsync();
            var clock = Stopwatch.StartNew();
            await killed.KillAsync();
            await WriteAsync(options);
            output.WriteLine($"First write {clock.ElapsedMilliseconds} ms after kill -9 of the primary and its Patroni.");
            await ProgressAsync();
            Assert.NotEqual(killed, await cluster.PrimaryAsync());

            await cluster.SettleAsync();
            var (left, candidate) = (await cluster.PrimaryAsync(), await cluster.SynchronousAsync());
            clock.Restart();
            await cluster.SwitchOverAsync(candidate);
            await UntilWrittenToAsync(options, candidate);
            output.WriteLine($"First write to the new primary {clock.ElapsedMilliseconds} ms after patronictl switchover was begun.");
            await ProgressAsync();

            await killed.StartAsync();
            await cluster.SettleAsync();
            foreach (var replica in new[] { killed, left })
            {
                await UntilReadAsync(options, replica);
            }

            await ProgressAsync();
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }

        var failures = await running;
        output.WriteLine($"{history.Count} operations, {failures} failed; {postings.Count} rows inserted, {postings.Failures} failed.");
        Assert.Empty(history.SessionViolations());
        Assert.Empty(history.StaleReads(Run.BoundOf));
        Assert.Empty(await postings.LiesAsync());
        Assert.Empty(postings.Untold);
        await using var after = new BankContext(options);
        foreach (var (register, value) in history.Acknowledged())
        {
            Assert.True((await after.Accounts.WithConsistency(Consistency.Strong).SingleAsync(a => a.Id == register)).Value >= value);
        }

        // Both kinds of work have gone on since.
        async Task ProgressAsync()
        {
            var (operations, rows) = (history.Count, postings.Count);
            await Eventually.TrueAsync(
                () => writing.IsCompleted || running.IsCompleted || (history.Count >= operations + 200 && postings.Count >= rows + 50), "work goes on", Deadline);
        }
    }

    [PatroniFact]
    public async Task A_primary_that_nobody_demotes_is_fenced_out_once_Patroni_has_promoted_another()
    {
        await using var bank = await PatroniBank.StartAsync(Accounts);
        var options = await bank.OptionsAsync();
        var postings = new Postings(options, Accounts);
        using var stop = new CancellationTokenSource();
        var writing = postings.RunAsync(writers: 4, stop.Token);
        var old = await bank.Cluster.PrimaryAsync();
        try
        {
            await Eventually.TrueAsync(() => postings.Count > 50, "rows are inserted");
            var promoted = await bank.Cluster.SynchronousAsync();
            await old.KillPatroniAsync();
            await UntilWrittenToAsync(options, promoted);

            // It is there, takes itself for the primary, and gets nothing any more.
            Assert.False(await old.ScalarAsync<bool>("postgres", "SELECT pg_is_in_recovery()"));
            var count = postings.Count;
            await Eventually.TrueAsync(() => postings.Count > count + 50, "rows are inserted again", Deadline);
            await using var context = new BankContext(options);
            await Eventually.TrueAsync(
                async () => (await context.Sharding().CheckServersAsync()).Single(s => IsAt(s, old)) is { IsFenced: true, TakesWrites: false },
                "the old one is fenced out");
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }

        output.WriteLine($"{postings.Count} rows inserted, {postings.Failures} failed.");
        Assert.Empty(await postings.LiesAsync());
        Assert.Empty(postings.Untold);
    }

    private static async Task WriteAsync(DbContextOptions<BankContext> options)
    {
        await using var context = new BankContext(options);
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, a => a.Value)) == 1;
                }
                catch (Exception exception) when (exception.WriteOutcome() is not null)
                {
                    // It met the dying server.
                    return false;
                }
            },
            "a write succeeds", Deadline);
    }

    private static async Task UntilWrittenToAsync(DbContextOptions<BankContext> options, PatroniNode node)
    {
        await using var context = new BankContext(options);
        await Eventually.TrueAsync(
            () => context.Sharding().Servers.Any(s => s.TakesWrites && IsAt(s, node)), "the new primary has been found", Deadline);
        await WriteAsync(options);
    }

    private static async Task UntilReadAsync(DbContextOptions<BankContext> options, PatroniNode node)
    {
        await using var context = new BankContext(options);
        var name = context.Sharding().Servers.Single(s => IsAt(s, node)).Name;
        using var reads = new ReadCounter();
        await Eventually.TrueAsync(
            async () =>
            {
                await context.Accounts.AsNoTracking().WithConsistency(Consistency.Eventual).SingleAsync(a => a.Id == 1);
                return reads[name] > 0;
            },
            "the server that came back is read", Deadline);
    }

    private static bool IsAt(ShardServerStatus server, PatroniNode node) => server.Address == $"127.0.0.1:{node.Port}";
}
