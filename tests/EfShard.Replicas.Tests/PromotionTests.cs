using System.Diagnostics;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EfShard.Replicas.Tests;

/// <summary>Primaries that are replaced by EfShard itself.</summary>
public sealed class PromotionTests(ITestOutputHelper output)
{
    [ClusterFact]
    public async Task After_a_kill_one_of_two_processes_promotes_the_replica_with_the_most_log_and_the_others_follow_it()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 3);
        var (old, behind, ahead) = (bank.Cluster["s0"], bank.Cluster["s0r1"], bank.Cluster["s0r3"]);
        using var events = new EventList();
        var processes = new[] { Process(bank, events, 90), Process(bank, events, 91) };
        await WriteEverywhereAsync(processes, 1);
        await bank.ReplicateAsync();

        // One that receives no more has less than the others.
        await behind.ExecuteAsync("ALTER SYSTEM SET primary_conninfo = ''");
        await behind.ExecuteAsync("SELECT pg_reload_conf()");
        await Eventually.TrueAsync(async () => await behind.ScalarAsync<long>("SELECT count(*) FROM pg_stat_wal_receiver") == 0, "it receives nothing");
        await WriteEverywhereAsync(processes, 2);
        await Eventually.TrueAsync(
            async () => await ahead.ScalarInAsync<long>("bank", """SELECT "Value" FROM "Accounts" WHERE "Id" = 1""") == 2, "the others have the last write");

        await old.KillAsync();
        var watch = Stopwatch.StartNew();
        await WriteEverywhereAsync(processes, 3);
        output.WriteLine($"Every process wrote {watch.ElapsedMilliseconds} ms after the primary was killed.");

        // The write may be quicker than the event.
        await Eventually.TrueAsync(() => events[ShardingEventId.ReplicaPromoted].Count > 0, "the promotion is told");
        var promoted = Assert.Single(events[ShardingEventId.ReplicaPromoted]);
        Assert.DoesNotContain("'s0/1' is the primary", promoted, StringComparison.Ordinal);
        var primaries = await Task.WhenAll(bank.Cluster.ReplicasOf(0).Select(r => r.ScalarAsync<bool>("SELECT NOT pg_is_in_recovery()")));
        Assert.Single(primaries, isPrimary => isPrimary);
        Assert.All(await Task.WhenAll(bank.Cluster.ReplicasOf(0).Select(r => r.ScalarAsync<int>("SELECT timeline_id FROM pg_control_checkpoint()"))), t => Assert.InRange(t, 1, 2));
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(bank.Cluster.ReplicasOf(0).Select(r => r.ScalarInAsync<long>("bank", """SELECT "Value" FROM "Accounts" WHERE "Id" = 1"""))))
                .All(v => v == 3),
            "all follow the new primary");

        // It comes back, and takes itself for the primary: nobody here asks it any more.
        await old.StartAsync();
        await Eventually.TrueAsync(() => events[ShardingEventId.PrimaryFenced].Count > 0, "the old primary is fenced out");
        await WriteEverywhereAsync(processes, 4);
        Assert.Equal(2, await old.ScalarInAsync<long>("bank", """SELECT "Value" FROM "Accounts" WHERE "Id" = 1"""));
        foreach (var process in processes)
        {
            await using var context = new BankContext(process);
            Assert.Equal(4, (await context.Accounts.WithConsistency(Consistency.Strong).SingleAsync(a => a.Id == 1)).Value);
            await Eventually.TrueAsync(() => context.Sharding().Servers[0].IsFenced, "every process has fenced it out");
        }

        Assert.Single(events[ShardingEventId.ReplicaPromoted]);
    }

    [ClusterFact]
    public async Task Nobody_is_promoted_while_a_replica_still_hears_the_primary()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 2);
        using var events = new EventList();

        // This process has no way to the primary, and replicas that are well fed.
        var cutOff = new DbContextOptionsBuilder<BankContext>(Process(bank, events, 92)).UseSharding(s => s
            .AddShard("s0", shard => shard
                .Primary(bank.Cluster["s0"].ConnectionStringTo("bank").Replace($"={bank.Cluster["s0"].Port}", "=1", StringComparison.Ordinal))
                .Replica(bank.Cluster["s0r1"].ConnectionStringTo("bank")).Replica(bank.Cluster["s0r2"].ConnectionStringTo("bank")))
            .Replicas(Quick)).Options;
        await ReadUntilAsync(cutOff, () => events[ShardingEventId.PromotionHeld].Any(t => t.Contains("still receives", StringComparison.Ordinal)), "it is held back");

        Assert.Empty(events[ShardingEventId.PromotionBegun]);
        Assert.False(await bank.Cluster["s0"].ScalarAsync<bool>("SELECT pg_is_in_recovery()"));
    }

    [ClusterFact]
    public async Task Nobody_is_promoted_while_too_few_replicas_can_be_asked()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 2);
        using var events = new EventList();
        var process = Process(bank, events, 94);
        await WriteEverywhereAsync([process], 2);

        // With one of two replicas nobody can know what the other one has done.
        await bank.ReplicateAsync();
        await bank.Cluster["s0r1"].KillAsync();
        await bank.Cluster["s0"].KillAsync();
        await ReadUntilAsync(process, () => events[ShardingEventId.PromotionHeld].Any(t => t.Contains("1 of 2", StringComparison.Ordinal)), "it is held back");
        Assert.Empty(events[ShardingEventId.PromotionBegun]);

        // The other one is back: now it may be done, and it follows, though it was down before.
        await bank.Cluster["s0r1"].StartAsync();
        await WriteEverywhereAsync([process], 3);
        await Eventually.TrueAsync(() => events[ShardingEventId.ReplicaPromoted].Count == 1, "the promotion is told");
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(bank.Cluster.ReplicasOf(0).Select(r => r.ScalarInAsync<long>("bank", """SELECT "Value" FROM "Accounts" WHERE "Id" = 1"""))))
                .All(v => v == 3),
            "both have the write");
    }

    [ClusterFact]
    public async Task A_replica_that_was_down_during_the_promotion_is_told_whom_to_follow()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 3);
        using var events = new EventList();
        var process = Process(bank, events, 93);
        await WriteEverywhereAsync([process], 1);
        await bank.ReplicateAsync();
        await bank.Cluster["s0r2"].KillAsync();
        await bank.Cluster["s0"].KillAsync();
        await WriteEverywhereAsync([process], 2);

        await bank.Cluster["s0r2"].StartAsync();
        await Eventually.TrueAsync(
            async () => await bank.Cluster["s0r2"].ScalarInAsync<long>("bank", """SELECT "Value" FROM "Accounts" WHERE "Id" = 1""") == 2, "it has the write");
        await Eventually.TrueAsync(() => events[ShardingEventId.ReplicaRepointed].Count > 0, "that is told");
    }

    /// <summary>Options of their own are a watch of their own, as in another process.</summary>
    private static DbContextOptions<BankContext> Process(ReplicatedBank bank, EventList events, int connections)
    {
        var options = new DbContextOptionsBuilder<BankContext>().UseLoggerFactory(events);
        bank.Configure(options, s => s.MaxConnectionsPerShard(connections).Replicas(Quick));
        return options.Options;
    }

    private static void Quick(ReplicaOptionsBuilder replicas)
        => replicas.Failover(FailoverMode.Promote).LagInterval(TimeSpan.FromMilliseconds(100)).Health(TimeSpan.FromMilliseconds(300), 3)
            .FailoverWait(TimeSpan.FromSeconds(30));

    private static async Task WriteEverywhereAsync(IEnumerable<DbContextOptions<BankContext>> processes, long value)
    {
        foreach (var process in processes)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await using var context = new BankContext(process);
                    try
                    {
                        return await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value)) == 1;
                    }
                    catch (Exception exception) when (exception.WriteOutcome() is not null)
                    {
                        return false;
                    }
                },
                "a write succeeds");
        }
    }

    private static async Task ReadUntilAsync(DbContextOptions<BankContext> process, Func<bool> condition, string what)
        => await Eventually.TrueAsync(
            async () =>
            {
                await using var context = new BankContext(process);
                await context.Accounts.AsNoTracking().WithConsistency(Consistency.Eventual).SingleAsync(a => a.Id == 1);
                return condition();
            },
            what);
}
