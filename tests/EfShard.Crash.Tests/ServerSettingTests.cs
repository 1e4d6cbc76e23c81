using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>Servers that can't prepare, and servers that are promoted.</summary>
public sealed class ServerSettingTests
{
    [ClusterFact]
    public async Task A_server_that_can_prepare_no_transaction_is_found_at_the_start()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 2);
        await cluster["s1"].ExecuteAsync("ALTER SYSTEM SET max_prepared_transactions = 0");
        await cluster["s1"].KillAsync();
        await cluster["s1"].StartAsync();
        string[] shards = [.. cluster.Primaries.Select(primary => primary.ConnectionString)];

        await using (var chosen = LedgerContext.Over(shards))
        {
            var error = await Assert.ThrowsAsync<ShardSchemaException>(() => chosen.Database.EnsureCreatedAsync());
            Assert.Contains("'s1' can't prepare transactions", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("set max_prepared_transactions", error.ToString(), StringComparison.Ordinal);
        }

        // By default only what needs it is refused.
        await using var context = LedgerContext.Over(shards, policy: null);
        await context.Database.EnsureCreatedAsync();
        context.Add(new Account { Id = 1 });
        await context.SaveChangesAsync();
        context.AddRange(new Account { Id = 2 }, new Account { Id = 3 });
        var refusal = await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveChangesAsync());
        Assert.Contains("set max_prepared_transactions", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([1L], await context.Accounts.AsNoTracking().Select(a => a.Id).ToListAsync());
    }

    [ClusterFact]
    public async Task What_is_in_doubt_survives_the_promotion_of_replicas_that_have_caught_up()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 2, replicasPerShard: 1);
        string[] primaries = [.. cluster.Primaries.Select(primary => primary.ConnectionString)];
        var id = Guid.NewGuid();
        await using (var context = LedgerContext.Over(primaries))
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(new Account { Id = 0 }, new Account { Id = 1 });
            await context.SaveChangesAsync();
        }

        // The coordinator loses the other once the decision is made: both shards are killed when their replicas have everything.
        CommitRules.AtOwnStep = (step, _) =>
        {
            if (step is CommitStep.Decided)
            {
                Task.Run(async () =>
                {
                    foreach (var primary in cluster.Primaries)
                    {
                        await primary.ReplicateAsync();
                        await primary.KillAsync();
                    }
                }).GetAwaiter().GetResult();
            }
        };
        try
        {
            await using var context = LedgerContext.Over(primaries);
            await Teller.BookAsync(context, id, (0, 1), (1, 1));
        }
        finally
        {
            CommitRules.AtOwnStep = null;
        }

        await Task.WhenAll(cluster["s0r1"].PromoteAsync(), cluster["s1r1"].PromoteAsync());
        NpgsqlConnection.ClearAllPools();
        await using var promoted = LedgerContext.Over([cluster["s0r1"].ConnectionString, cluster["s1r1"].ConnectionString]);

        var report = await promoted.Sharding().RecoverInDoubtAsync(TimeSpan.Zero);

        Assert.Equal((1, 0, 0), (report.Committed, report.RolledBack, report.InDoubt.Count));
        Assert.Equal(2, await promoted.Bookings.CountAsync(b => b.Id == id && b.Amount == 1 && b.AccountId == 0)
            + await promoted.Bookings.CountAsync(b => b.Id == id && b.Amount == 1 && b.AccountId == 1));
    }
}
