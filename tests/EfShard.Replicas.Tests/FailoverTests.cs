using System.Diagnostics;
using EfShard.Replicas.Tests.Histories;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace EfShard.Replicas.Tests;

/// <summary>Primaries that are killed, replaced, and come back.</summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    [ClusterFact]
    public async Task With_synchronous_replication_no_acknowledged_write_is_lost_and_nobody_sees_less_than_promised()
    {
        const int accounts = 4;
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, accounts: accounts);
        foreach (var node in bank.Cluster.Nodes)
        {
            await node.ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'");
            await node.ExecuteAsync("SELECT pg_reload_conf()");
        }

        var options = bank.Options(s => s.Replicas(r => r
            .LagInterval(TimeSpan.FromMilliseconds(100)).Health(TimeSpan.FromMilliseconds(200), 3).FailoverWait(TimeSpan.FromSeconds(10))));
        var history = new History();
        var running = Run.OperationsAsync(options, history, () => history.Count >= 6_000, clients: 9, accounts, seed: 7);
        await using (var context = new BankContext(options))
        {
            await Eventually.TrueAsync(async () => await context.Accounts.WithConsistency(Consistency.Strong).AnyAsync(a => a.Value > 50), "work is under way");
        }

        var old = bank.Cluster["s0"];
        await old.KillAsync();
        var watch = Stopwatch.StartNew();
        var promoted = await MostAdvanced.OfAsync([bank.Cluster["s0r1"], bank.Cluster["s0r2"]]);
        await promoted.PromoteAsync();
        await using (var context = new BankContext(options))
        {
            await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, a => a.Value));
        }

        output.WriteLine($"First write {watch.ElapsedMilliseconds} ms after the primary was killed, and {promoted.Name} promoted.");
        await old.RewindAsync(promoted);
        var failures = await running;

        output.WriteLine($"{history.Count} operations, {failures} failed.");
        Assert.Empty(history.SessionViolations());
        Assert.Empty(history.StaleReads(Run.BoundOf));
        Assert.InRange(failures, 0, 600);
        await using var after = new BankContext(options);
        foreach (var (register, value) in history.Acknowledged())
        {
            Assert.True((await after.Accounts.WithConsistency(Consistency.Strong).SingleAsync(a => a.Id == register)).Value >= value);
        }

        // The rewound server is a replica like any other again.
        await Eventually.TrueAsync(
            async () =>
            {
                using var reads = new ReadCounter();
                await after.Accounts.AsNoTracking().WithConsistency(Consistency.Eventual).SingleAsync(a => a.Id == 1);
                return reads["s0/0"] == 1;
            },
            "the rewound server is read");
    }

    [ClusterFact]
    public async Task Without_a_primary_reads_go_on_and_writes_fail_before_anything_is_sent()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 2);
        await using var context = bank.Open();
        var account = await context.Accounts.SingleAsync(a => a.Id == 1);
        account.Value = 5;
        await context.SaveChangesAsync();
        var shard = context.Sharding().ShardOf(account).Name;
        var elsewhere = Enumerable.Range(1, 8).First(id => context.Sharding().ShardOf<Account>((long)id).Name != shard);
        await bank.ReplicateAsync();
        await bank.Cluster[shard].KillAsync();

        Assert.Equal(5, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 1)).Value);
        Assert.Equal(5, context.Accounts.AsNoTracking().Single(a => a.Id == 1).Value);
        account.Value = 6;

        // The first one may meet a connection that was open when the server died, and can't know what became of what it sent.
        var lost = await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync());
        Assert.NotNull(lost.WriteOutcome());
        var failure = await Assert.ThrowsAsync<ShardUnavailableException>(() => context.SaveChangesAsync());
        Assert.Equal(shard, failure.ShardName);
        Assert.Equal(WriteOutcome.NotSent, failure.WriteOutcome());
        Assert.Throws<ShardUnavailableException>(() => context.SaveChanges());

        // One that could send nothing has written nothing: its session reads on.
        await using (var other = bank.Open())
        {
            other.Add(new Entry { Id = 1, AccountId = 1 });
            await Assert.ThrowsAsync<ShardUnavailableException>(() => other.SaveChangesAsync());
            Assert.Throws<ShardUnavailableException>(() => other.SaveChanges());
            await Assert.ThrowsAsync<ShardUnavailableException>(() => other.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 9)));
            Assert.Throws<ShardUnavailableException>(() => other.Accounts.Where(a => a.Id == 1).ExecuteUpdate(s => s.SetProperty(a => a.Value, 9)));
            Assert.Equal(5, (await other.Accounts.AsNoTracking().SingleAsync(a => a.Id == 1)).Value);
            Assert.Equal(5, other.Accounts.AsNoTracking().WithConsistency(Consistency.Session).Single(a => a.Id == 1).Value);
        }

        context.ChangeTracker.Clear();
        Assert.Equal(1, await context.Accounts.Where(a => a.Id == elsewhere).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 7)));
        Assert.Equal(7, (await context.Accounts.SingleAsync(a => a.Id == elsewhere)).Value);
    }

    [ClusterFact]
    public async Task A_former_primary_that_comes_back_gets_neither_writes_nor_reads()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1);
        var (old, promoted) = (bank.Cluster["s0"], bank.Cluster["s0r1"]);
        var options = bank.Options();
        string token;
        await using (var before = new BankContext(options))
        {
            await SetAsync(before, 1);
            token = await before.Sharding().ExportSessionAsync();
        }

        // Nobody receives this one: it is on no server but the old primary.
        await Task.WhenAll(bank.Cluster.ReplicasOf(0).Select(DetachAsync));
        await old.ExecuteInAsync("bank", """UPDATE "Accounts" SET "Value" = 666 WHERE "Id" = 1""");
        await old.KillAsync();
        await promoted.PromoteAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await using var after = new BankContext(options);
                try
                {
                    return await SetAsync(after, 2) == 1;
                }
                catch (Exception exception) when (exception.WriteOutcome() is not null)
                {
                    return false;
                }
            },
            "the new primary has been found");

        await old.StartAsync();
        Assert.False(await old.ScalarAsync<bool>("SELECT pg_is_in_recovery()"));

        // One that has known the shard for a while, and one that meets two primaries at once and was told that the old one is it.
        foreach (var each in new[] { options, bank.Options(s => s.MaxConnectionsPerShard(50)) })
        {
            for (var i = 0; i < 20; i++)
            {
                await using var context = new BankContext(each);
                context.Sharding().ImportSession(token);
                foreach (var level in new[] { Consistency.Eventual, Consistency.ReadYourWrites, Consistency.Session, Consistency.Strong })
                {
                    Assert.NotEqual(666, (await context.Accounts.AsNoTracking().WithConsistency(level).SingleAsync(a => a.Id == 1)).Value);
                }

                await SetAsync(context, 100 + i);
                Assert.Equal(100 + i, context.Accounts.AsNoTracking().Single(a => a.Id == 1).Value);
            }
        }

        Assert.Equal(666, await old.ScalarInAsync<long>("bank", """SELECT "Value" FROM "Accounts" WHERE "Id" = 1"""));

        // Made a replica without a rewind, it finds no primary that has its history, and would show a row that never was.
        await old.StopAsync();
        await old.FollowAsync(promoted);
        await old.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await using var context = new BankContext(options);
            Assert.NotEqual(666, (await context.Accounts.AsNoTracking().WithConsistency(Consistency.Eventual).SingleAsync(a => a.Id == 1)).Value);
        }
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schema_work_and_recovery_of_a_new_process_go_to_the_one_that_was_promoted_not_to_the_one_that_the_options_call_the_primary(bool isAsync)
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1);
        var (old, promoted) = (bank.Cluster["s0"], bank.Cluster["s0r1"]);
        await old.KillAsync();
        await promoted.PromoteAsync();

        // It comes back, and takes itself for the primary.
        await old.StartAsync();
        await promoted.ExecuteInAsync("bank", $"BEGIN; SELECT 1; PREPARE TRANSACTION 'efshard:{Guid.NewGuid():N}:0:s0'");

        await using (var context = bank.Open())
        {
            Assert.Single((await context.Sharding().FindInDoubtAsync()).InDoubt);
        }

        await using (var context = bank.Open())
        {
            var report = await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero);
            Assert.Empty(report.Failures);
            Assert.Equal(1, report.RolledBack);
            Assert.Equal(0, await promoted.ScalarInAsync<long>("bank", "SELECT count(*) FROM pg_prepared_xacts"));
        }

        await using (var context = bank.Open())
        {
            Assert.True(isAsync ? await context.Database.EnsureDeletedAsync() : context.Database.EnsureDeleted());
        }

        const string count = "SELECT count(*) FROM pg_database WHERE datname = 'bank'";
        Assert.Equal(0, await promoted.ScalarAsync<long>(count));
        Assert.Equal(1, await old.ScalarAsync<long>(count));
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_none_of_the_servers_is_the_primary_nothing_is_made_and_nobody_can_connect(bool isAsync)
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1);
        var options = new DbContextOptionsBuilder<BankContext>()
            .UseNpgsql()
            .UseSharding(sharding => sharding.AddShard(
                "s0", shard => shard.Primary(bank.Cluster["s0r1"].ConnectionStringTo("bank")).Replica(bank.Cluster["s0r2"].ConnectionStringTo("bank"))))
            .Options;
        await using var context = new BankContext(options);

        Assert.False(isAsync ? await context.Database.CanConnectAsync() : context.Database.CanConnect());
        var failure = isAsync
            ? await Assert.ThrowsAsync<ShardSchemaException>(() => context.Database.EnsureDeletedAsync())
            : Assert.Throws<ShardSchemaException>(() => context.Database.EnsureDeleted());
        Assert.IsType<ShardUnavailableException>(failure.InnerException);
        Assert.Equal(1, await context.Accounts.Where(a => a.Id == 1).CountAsync());
    }

    private static Task<int> SetAsync(BankContext context, long value)
        => context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value));

    private static async Task DetachAsync(PostgresNode replica)
    {
        await replica.ExecuteAsync("ALTER SYSTEM SET primary_conninfo = ''");
        await replica.ExecuteAsync("SELECT pg_reload_conf()");
        await Eventually.TrueAsync(async () => await replica.ScalarAsync<long>("SELECT count(*) FROM pg_stat_wal_receiver") == 0, "the replica receives nothing");
    }
}
