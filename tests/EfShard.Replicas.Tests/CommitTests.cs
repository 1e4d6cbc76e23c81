using System.Data.Common;
using EfShard.Commit;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace EfShard.Replicas.Tests;

/// <summary>What a session and an exception say of commits over shards that have replicas.</summary>
public sealed class CommitTests : IClassFixture<BankFixture>
{
    private readonly ReplicatedBank _bank;

    public CommitTests(BankFixture fixture) => _bank = fixture.Bank;

    [ClusterTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_is_committed_later_is_read_by_its_session_whatever_its_replicas_have(bool async)
    {
        await using var context = _bank.Open();
        var (one, other) = await TwoAccountsAsync(context);
        var late = "";
        using var release = new ManualResetEventSlim();
        CommitRules.AtStep = (step, shard) =>
        {
            if (step is CommitStep.Completing && Interlocked.CompareExchange(ref late, shard, "") is "")
            {
                throw new TimeoutException("The answer to COMMIT PREPARED is late.");
            }

            if (step is CommitStep.Completing)
            {
                // The errand.
                release.Wait();
            }
        };
        PostgresNode[] replicas = [];
        try
        {
            (one.Value, other.Value) = (one.Value + 1, other.Value + 1);
            _ = async ? await context.SaveChangesAsync() : context.SaveChanges();

            var account = context.Sharding().ShardOf(one).Name == late ? one : other;
            var primary = _bank.Cluster[late];
            replicas = [.. _bank.Cluster.ReplicasOf(primary.Shard)];
            await primary.ReplicateAsync();
            await Task.WhenAll(replicas.Select(replica => replica.PauseReplayAsync()));

            // Decided, and not yet to be seen anywhere: no position tells when it will be.
            using (var reads = new ReadCounter())
            {
                Assert.Equal(account.Value - 1, await ValueAsync(context, account.Id, async));
                Assert.Equal(1, reads[$"{late}/0"]);
            }

            release.Set();
            await Eventually.TrueAsync(async () => await primary.ScalarAsync<long>("SELECT count(*) FROM pg_prepared_xacts") == 0, "the errand is done");
            Assert.Equal(account.Value, await ValueAsync(context, account.Id, async));
        }
        finally
        {
            CommitRules.AtStep = null;
            release.Set();
            await Task.WhenAll(replicas.Select(replica => replica.ResumeReplayAsync()));
        }
    }

    [ClusterTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_fails_after_the_decision_is_not_called_rolled_back(bool async)
    {
        await using var context = new BankContext(
            new DbContextOptionsBuilder<BankContext>(_bank.Options()).AddInterceptors(new LosesItsConnection()).Options);
        var (one, other) = await TwoAccountsAsync(context);
        (one.Value, other.Value) = (one.Value + 1, other.Value + 1);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => async ? context.SaveChangesAsync() : Task.Run(context.SaveChanges));

        Assert.IsType<NpgsqlException>(failure.InnerException);
        Assert.Equal(WriteOutcome.Unknown, failure.WriteOutcome());
        Assert.Equal(one.Value, await ValueAsync(context, one.Id, async));
        Assert.Equal(other.Value, await ValueAsync(context, other.Id, async));
    }

    private static async Task<(Account One, Account Other)> TwoAccountsAsync(BankContext context)
    {
        var accounts = await context.Accounts.WithConsistency(Consistency.Strong).ToListAsync();
        var one = accounts[0];
        return (one, accounts.First(a => context.Sharding().ShardOf(a).Name != context.Sharding().ShardOf(one).Name));
    }

    private static async Task<long> ValueAsync(BankContext context, long id, bool async)
        => async
            ? (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == id)).Value
            : context.Accounts.AsNoTracking().Single(a => a.Id == id).Value;

    /// <summary>Writes an audit somewhere once a commit is done, and finds that place gone.</summary>
    private sealed class LosesItsConnection : DbTransactionInterceptor
    {
        public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => throw Lost();

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
            => throw Lost();

        private static NpgsqlException Lost() => new("Exception while reading from stream", new IOException());
    }
}
