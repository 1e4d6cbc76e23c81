using EfShard.Execution.Replicas;
using EfShard.Integration;
using EfShard.Providers.Npgsql;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace EfShard.Replicas.Tests;

/// <summary>What is known of servers, and for how long it may be believed.</summary>
public sealed class WatchTests
{
    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_was_idle_while_another_was_promoted_asks_before_it_takes_a_connection_to_the_old_one_from_its_pool(bool isAsync)
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 1);
        var clock = new JumpClock();
        var options = bank.Options(s => s.Replicas(r => r.TimeProvider(clock).LagInterval(TimeSpan.FromMilliseconds(50))));
        ReplicaWatch watch;
        await using (var context = new BankContext(options))
        {
            await SetAsync(context, 1, isAsync);
            var topology = ((ShardedConnection)context.GetService<IRelationalConnection>()).Connections.Topology;
            watch = ReplicaWatch.Of(topology, new NpgsqlReplication());
        }

        Assert.True(watch.IsWatching);
        clock.Jump(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => !watch.IsWatching, "the servers are no longer watched");

        // The old one goes on, and does not know.
        await bank.ReplicateAsync();
        await bank.Cluster["s0r1"].PromoteAsync();
        await using (var context = new BankContext(options))
        {
            await SetAsync(context, 2, isAsync);
        }

        const string value = """SELECT "Value" FROM "Accounts" WHERE "Id" = 1""";
        Assert.Equal(2, await bank.Cluster["s0r1"].ScalarInAsync<long>("bank", value));
        Assert.Equal(1, await bank.Cluster["s0"].ScalarInAsync<long>("bank", value));
    }

    [ClusterFact]
    public async Task Replicas_behind_one_address_are_read_as_fresh_as_promised_and_nobody_waits_for_the_one_that_is_behind()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 2);
        var (primary, behind) = (bank.Cluster["s0"], bank.Cluster["s0r1"]);
        await using var balancer = new Balancer([behind.Port, bank.Cluster["s0r2"].Port]);
        var options = new DbContextOptionsBuilder<BankContext>()
            .UseNpgsql()
            .UseSharding(sharding => sharding.AddShard("s0", shard => shard
                .Primary(primary.ConnectionStringTo("bank"))
                .Replica(new NpgsqlConnectionStringBuilder(primary.ConnectionStringTo("bank")) { Port = balancer.Port }.ConnectionString)))
            .Options;
        using var reads = new ReadCounter();
        await behind.PauseReplayAsync();
        try
        {
            for (var value = 1; value <= 20; value++)
            {
                await using var context = new BankContext(options);
                await SetAsync(context, value, isAsync: true);

                // Side by side, so that the pool has connections to both.
                var token = await context.Sharding().ExportSessionAsync();
                var seen = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => ReadAsync(token, i % 2 == 0)))).WaitAsync(TimeSpan.FromSeconds(60));
                Assert.All(seen, v => Assert.Equal(value, v));
            }
        }
        finally
        {
            await behind.ResumeReplayAsync();
        }

        Assert.NotEqual(0, reads["s0/1"]);

        async Task<long> ReadAsync(string token, bool isAsync)
        {
            await using var context = new BankContext(options);
            context.Sharding().ImportSession(token);
            var query = context.Accounts.AsNoTracking().Where(a => a.Id == 1);
            return (isAsync ? await query.SingleAsync() : query.Single()).Value;
        }
    }

    private static async Task SetAsync(BankContext context, long value, bool isAsync)
    {
        var accounts = context.Accounts.Where(a => a.Id == 1);
        Assert.Equal(
            1, isAsync ? await accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value)) : accounts.ExecuteUpdate(s => s.SetProperty(a => a.Value, value)));
    }
}
