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
    {
        var options = new DbContextOptionsBuilder<BankContext>();
        Configure(options, more);
        return options.Options;
    }

    /// <summary>Configures a context for the servers.</summary>
    public void Configure(DbContextOptionsBuilder options, Action<ShardingOptionsBuilder>? more = null)
        => options
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
            });

    public BankContext Open(Action<ShardingOptionsBuilder>? more = null) => new(Options(more));

    /// <summary>Waits until every replica has all.</summary>
    public Task ReplicateAsync() => Task.WhenAll(Cluster.Primaries.Select(p => p.ReplicateAsync()));

    /// <summary>Has no replica apply anything more until the result is disposed of; what is written before, they have.</summary>
    public async Task<IAsyncDisposable> PauseAllAsync()
    {
        await ReplicateAsync();
        var replicas = Cluster.Nodes.Except(Cluster.Primaries).ToList();
        await Task.WhenAll(replicas.Select(r => r.PauseReplayAsync()));
        return new PausedReplicas(this, replicas);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
