using EfShard.Commit;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests;

/// <summary>Commits over shards, and the recovery of such, where the options still name servers that are the primaries no more.</summary>
public sealed class CommitFailoverTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [ClusterFact]
    public async Task Recovery_asks_the_primary_though_the_options_name_a_standby()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 2, replicas: 1);
        var (old, promoted) = (bank.Cluster["s0"], bank.Cluster["s0r1"]);
        await old.ReplicateAsync();
        await old.KillAsync();
        await promoted.PromoteAsync();
        await old.RewindAsync(promoted);
        var options = bank.Options();
        foreach (var (step, async) in new[] { (CommitStep.Deciding, true), (CommitStep.Completing, true), (CommitStep.Deciding, false), (CommitStep.Completing, false) })
        {
            await using var context = new BankContext(options);
            var (one, other) = await TwoAccountsAsync(context);
            await promoted.ReplicateAsync();
            await old.PauseReplayAsync();
            try
            {
                (one.Value, other.Value) = (one.Value + 1, other.Value + 1);
                var (save, goOn) = await StopAsync(context, step, async);

                // Who has never asked anybody: the record is not on the standby, and locks never are.
                await using (var stray = new BankContext(Only(old, bank.Cluster["s1"])))
                {
                    var report = await stray.Sharding().RecoverInDoubtAsync(Long);
                    Assert.Equal((0, 0, 1), (report.Committed, report.RolledBack, report.InDoubt.Count));
                    Assert.IsType<ShardUnavailableException>(report.Failures["s0"]);
                    await Assert.ThrowsAsync<ShardUnavailableException>(() => stray.Sharding().FindCommitOutcomeAsync(Guid.NewGuid(), "s0"));
                }

                await using (var fresh = bank.Open())
                {
                    var report = await fresh.Sharding().RecoverInDoubtAsync(Long);
                    Assert.Empty(report.Failures);
                    Assert.Equal(step is CommitStep.Deciding ? (0, 0, 1) : (1, 0, 0), (report.Committed, report.RolledBack, report.InDoubt.Count));
                }

                goOn.SetResult();
                await save;
            }
            finally
            {
                await old.ResumeReplayAsync();
            }

            await using var after = new BankContext(options);
            Assert.Equal(one.Value, await ValueAsync(after, one.Id));
            Assert.Equal(other.Value, await ValueAsync(after, other.Id));
        }
    }

    [ClusterFact]
    public async Task A_part_is_committed_on_the_promoted_server_though_the_former_primary_is_back()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 2, replicas: 1);
        var (former, promoted) = (bank.Cluster["s1"], bank.Cluster["s1r1"]);
        var options = bank.Options();
        using var release = new ManualResetEventSlim();
        try
        {
            await using var context = new BankContext(options);
            var (one, other) = await TwoAccountsAsync(context);
            (one.Value, other.Value) = (one.Value + 1, other.Value + 1);
            var isFirst = 1;
            CommitRules.AtStep = (step, shard) =>
            {
                if (step is CommitStep.Started && shard != "s0")
                {
                    throw new NotSupportedException("Another one is to decide.");
                }

                if (step is CommitStep.Completing && Interlocked.Exchange(ref isFirst, 0) == 1)
                {
                    throw new TimeoutException("The answer to COMMIT PREPARED is late.");
                }

                if (step is CommitStep.Completing)
                {
                    // The errand.
                    release.Wait(TimeSpan.FromMinutes(2));
                }
            };
            while (await Record.ExceptionAsync(() => context.SaveChangesAsync()) is { } failure)
            {
                Assert.IsType<NotSupportedException>(failure);
            }

            await former.ReplicateAsync();
            await former.KillAsync();
            await promoted.PromoteAsync();
            await former.StartAsync();
            release.Set();

            await Eventually.TrueAsync(
                async () => await promoted.ScalarAsync<long>("SELECT count(*) FROM pg_prepared_xacts") == 0, "the part is ended", TimeSpan.FromMinutes(1));
            await using var after = new BankContext(options);
            Assert.Equal(one.Value, await ValueAsync(after, one.Id));
            Assert.Equal(other.Value, await ValueAsync(after, other.Id));
            Assert.Equal(1, await former.ScalarAsync<long>("SELECT count(*) FROM pg_prepared_xacts"));
        }
        finally
        {
            CommitRules.AtStep = null;
            release.Set();
        }
    }

    /// <summary>Saves, until shard s0 is the one that decides, and stops at a step.</summary>
    private static async Task<(Task Save, TaskCompletionSource GoOn)> StopAsync(BankContext context, CommitStep step, bool async)
    {
        var (stopped, goOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var save = Task.Run(async () =>
        {
            CommitRules.AtOwnStep = (at, shard) =>
            {
                if (at is CommitStep.Started && shard != "s0")
                {
                    throw new NotSupportedException("Another one is to decide.");
                }

                if (at == step)
                {
                    stopped.TrySetResult();
                    goOn.Task.Wait(TimeSpan.FromMinutes(2));
                }
            };
            while (await Record.ExceptionAsync(() => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges())) is { } failure)
            {
                Assert.IsType<NotSupportedException>(failure);
            }
        });
        await await Task.WhenAny(stopped.Task, save).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(save.IsCompleted);
        return (save, goOn);
    }

    private static DbContextOptions<BankContext> Only(params PostgresNode[] servers)
        => new DbContextOptionsBuilder<BankContext>()
            .UseNpgsql()
            .UseSharding(sharding =>
            {
                for (var i = 0; i < servers.Length; i++)
                {
                    sharding.AddShard($"s{i}", servers[i].ConnectionStringTo("bank"));
                }
            })
            .Options;

    private static async Task<(Account One, Account Other)> TwoAccountsAsync(BankContext context)
    {
        var accounts = await context.Accounts.WithConsistency(Consistency.Strong).OrderBy(a => a.Id).ToListAsync();
        return (accounts.First(a => context.Sharding().ShardOf(a).Name == "s0"), accounts.First(a => context.Sharding().ShardOf(a).Name == "s1"));
    }

    private static async Task<long> ValueAsync(BankContext context, long id)
        => (await context.Accounts.AsNoTracking().WithConsistency(Consistency.Strong).SingleAsync(a => a.Id == id)).Value;
}
