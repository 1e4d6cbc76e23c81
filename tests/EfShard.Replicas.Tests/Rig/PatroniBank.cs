using EfShard.TestServers.Patroni;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>A bank of one shard, whose primary Patroni chooses.</summary>
public sealed class PatroniBank : IAsyncDisposable
{
    private PatroniBank(PatroniCluster cluster) => Cluster = cluster;

    public PatroniCluster Cluster { get; }

    public static async Task<PatroniBank> StartAsync(int accounts)
    {
        var bank = new PatroniBank(await PatroniCluster.StartAsync());
        await (await bank.Cluster.PrimaryAsync()).ExecuteAsync("CREATE DATABASE bank");
        await using var context = new BankContext(await bank.OptionsAsync());
        await context.Database.EnsureCreatedAsync();
        for (var id = 1; id <= accounts; id++)
        {
            context.Add(new Account { Id = id });
        }

        await context.SaveChangesAsync();
        return bank;
    }

    /// <summary>Options that call a replica the primary, as they do once Patroni has promoted another than the one that was it when they were written.</summary>
    public async Task<DbContextOptions<BankContext>> OptionsAsync(Action<ReplicaOptionsBuilder>? more = null)
    {
        var primary = await Cluster.PrimaryAsync();
        var named = Cluster.Nodes.First(n => n != primary);
        return new DbContextOptionsBuilder<BankContext>()
            .UseNpgsql()
            .UseSharding(sharding => sharding
                .AddShard("s0", shard =>
                {
                    shard.Primary(Of(named));
                    foreach (var node in Cluster.Nodes.Where(n => n != named))
                    {
                        shard.Replica(Of(node));
                    }
                })
                .Replicas(replicas =>
                {
                    replicas.LagInterval(TimeSpan.FromMilliseconds(200)).Health(TimeSpan.FromMilliseconds(500), 3).FailoverWait(TimeSpan.FromSeconds(60));
                    more?.Invoke(replicas);
                }))
            .Options;

        // A commit that waits for a replica which is gone is given up after a while.
        static string Of(PatroniNode node) => node.ConnectionStringTo("bank") + ";Command Timeout=10";
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
