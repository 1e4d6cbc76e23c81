using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests;

/// <summary>Commits that wait for synchronous replicas, and whose wait is ended: PostgreSQL calls them a success, and a failover would lose them.</summary>
public sealed class SynchronousTests
{
    private const string Waiting = " FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

    [ClusterFact]
    public async Task A_commit_whose_wait_for_its_replicas_is_ended_is_not_called_done()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 2, replicas: 1);
        foreach (var node in bank.Cluster.Nodes)
        {
            await node.ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'");
            await node.ExecuteAsync("SELECT pg_reload_conf()");
        }

        var options = bank.Options();
        await using (var context = new BankContext(options))
        {
            Assert.Equal(1, await SetAsync(context, CancellationToken.None));
        }

        PostgresNode[] replicas = [.. bank.Cluster.Nodes.Except(bank.Cluster.Primaries)];
        Array.ForEach(replicas, r => r.Freeze());
        try
        {
            // Ended by an operator, as a command timeout ends it: a statement, a save, a save with a transaction of its own.
            await RefusesAsync(c => SetAsync(c, CancellationToken.None));
            await RefusesAsync(c => Task.Run(() => c.Accounts.Where(a => a.Id == 1).ExecuteUpdate(s => s.SetProperty(a => a.Value, 2))));
            await RefusesAsync(c => AddAsync(c, entries: 1, CancellationToken.None));
            await RefusesAsync(c => Task.Run(() => Add(c, entries: 1)));
            await RefusesAsync(c => AddAsync(c, entries: 2, CancellationToken.None));
            await RefusesAsync(c => Task.Run(() => Add(c, entries: 2)));
            await RefusesAsync(c => Task.Run(() =>
            {
                using var transaction = c.Database.BeginTransaction();
                c.Accounts.Where(a => a.Id == 1).ExecuteUpdate(s => s.SetProperty(a => a.Value, 2));
                transaction.Commit();
            }));

            // Ended by the application, which waits no longer.
            using var left = new CancellationTokenSource();
            await RefusesAsync(c => SetAsync(c, left.Token), left.CancelAsync);
            using var leftToo = new CancellationTokenSource();
            await RefusesAsync(c => AddAsync(c, entries: 1, leftToo.Token), leftToo.CancelAsync);
            using var leftAtLast = new CancellationTokenSource();
            await RefusesAsync(
                async c =>
                {
                    await using var transaction = await c.Database.BeginTransactionAsync(CancellationToken.None);
                    await SetAsync(c, CancellationToken.None);
                    await transaction.CommitAsync(leftAtLast.Token);
                },
                leftAtLast.CancelAsync);
        }
        finally
        {
            Array.ForEach(replicas, r => r.Thaw());
        }

        // The replicas are back, and have it all: it is not said again.
        await using (var context = new BankContext(options))
        {
            Assert.Equal(1, await SetAsync(context, CancellationToken.None));
            Assert.Equal(1, await AddAsync(context, entries: 1, CancellationToken.None));
        }

        async Task RefusesAsync(Func<BankContext, Task> write, Func<Task>? end = null)
        {
            await using var context = new BankContext(options);
            var shard = context.Sharding().ShardOf<Account>(1L).Name;
            var writing = write(context);
            await Eventually.TrueAsync(async () => await bank.Cluster[shard].ScalarAsync<long>("SELECT count(*)" + Waiting) == 1 || writing.IsCompleted, "the commit waits");
            await (end is null ? bank.Cluster[shard].ExecuteAsync("SELECT pg_cancel_backend(pid)" + Waiting) : end());
            var failure = await Assert.ThrowsAsync<CommitNotReplicatedException>(() => writing.WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Equal(shard, failure.ShardName);
            Assert.Equal(WriteOutcome.Unknown, failure.WriteOutcome());
        }
    }

    private static Task<int> SetAsync(BankContext context, CancellationToken cancellationToken)
        => context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, a => a.Value + 1), cancellationToken);

    private static Task<int> AddAsync(BankContext context, int entries, CancellationToken cancellationToken)
    {
        Prepare(context, entries);
        return context.SaveChangesAsync(cancellationToken);
    }

    private static int Add(BankContext context, int entries)
    {
        Prepare(context, entries);
        return context.SaveChanges();
    }

    private static void Prepare(BankContext context, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            context.Add(new Entry { Id = Random.Shared.NextInt64(), AccountId = 1 });
        }
    }
}
