using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>A bank whose shards are PostgreSQL primaries with streaming replicas, all of its own.</summary>
public sealed class ReplicatedBank : IAsyncDisposable
{
    private ReplicatedBank(PostgresCluster cluster) => Cluster = cluster;

    public PostgresCluster Cluster { get; }

    public static async Task<ReplicatedBank> StartAsync(int shards = 1, int replicas = 2, int accounts = 8)
    {
        var bank = new ReplicatedBank(await PostgresCluster.StartAsync(shards, replicas));
        await using var context = bank.Open(s => s.CrossShardCommit(CrossShardCommit.BestEffort));
        await context.Database.EnsureCreatedAsync();
        for (var id = 1; id <= accounts; id++)
        {
            context.Add(new Account { Id = id });
        }

        await context.SaveChangesAsync();
        await bank.ReplicateAsync();
        return bank;
    }

    /// <summary>Options; the same text of <paramref name="more" /> does not make the same options, so keep them.</summary>
    public DbContextOptions<BankContext> Options(Action<ShardingOptionsBuilder>? more = null)
        => new DbContextOptionsBuilder<BankContext>()
            .UseNpgsql()
            .UseSharding(sharding =>
            {
                foreach (var primary in Cluster.Primaries)
                {
                    sharding.AddShard(primary.Name, shard =>
                    {
                        shard.Primary(primary.ConnectionStringTo("bank"));
                        foreach (var replica in Cluster.ReplicasOf(primary.Shard))
                        {
                            shard.Replica(replica.ConnectionStringTo("bank"));
                        }
                    });
                }

                more?.Invoke(sharding);
            })
            .Options;

    public BankContext Open(Action<ShardingOptionsBuilder>? more = null) => new(Options(more));

    /// <summary>Waits until every replica has all.</summary>
    public Task ReplicateAsync() => Task.WhenAll(Cluster.Primaries.Select(p => p.ReplicateAsync()));

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
