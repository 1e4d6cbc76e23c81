using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace EfShard.Replicas.Tests;

/// <summary>Servers that come and go while the application runs.</summary>
public sealed class ServerChangeTests
{
    [ClusterFact]
    public async Task Servers_are_exchanged_under_load_and_no_query_notices()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 2);
        var (primary, first, second) = (bank.Cluster["s0"], bank.Cluster["s0r1"], bank.Cluster["s0r2"]);
        using var events = new EventList();
        var options = new DbContextOptionsBuilder<BankContext>().UseNpgsql().UseLoggerFactory(events)
            .UseSharding(s => s.AddShard("s0", primary.ConnectionStringTo("bank")).Replicas(r => r.LagInterval(TimeSpan.FromMilliseconds(50)))).Options;
        using var stop = new CancellationTokenSource();
        var count = 0;
        var load = Enumerable.Range(1, 4).Select(id => Task.Run(async () =>
        {
            // A context that outlives every change, as those of a pool do.
            await using var context = new BankContext(options);
            for (var value = 1L; !stop.IsCancellationRequested; value++)
            {
                var account = await context.Accounts.SingleAsync(a => a.Id == id);
                account.Value = value;
                await (value % 2 == 0 ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges()));
                Assert.Equal(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == id)).Value);
                await using var transaction = await context.Database.BeginTransactionAsync();
                Assert.Equal(value, context.Accounts.AsNoTracking().Single(a => a.Id == id).Value);
                await transaction.CommitAsync();
                Interlocked.Increment(ref count);
            }
        })).ToArray();
        await using var other = new BankContext(options);
        using var reads = new ReadCounter();

        await MoreAsync();
        Assert.Equal(0, reads.Total);
        other.Sharding().ChangeServers("s0", s => s.Primary(primary.ConnectionStringTo("bank")).Replica(first.ConnectionStringTo("bank")));
        await Eventually.TrueAsync(() => reads["s0/1"] > 50, "the new replica is read");

        // Another one takes its place, and gets a name of its own.
        other.Sharding().ChangeServers("s0", s => s
            .Primary(primary.ConnectionStringTo("bank")).Replica(first.ConnectionStringTo("bank")).Replica(second.ConnectionStringTo("bank")));
        await Eventually.TrueAsync(() => reads["s0/2"] > 50, "the second is read");
        other.Sharding().ChangeServers("s0", s => s.Primary(primary.ConnectionStringTo("bank")).Replica(second.ConnectionStringTo("bank")));
        await MoreAsync();
        var before = reads["s0/1"];
        await MoreAsync();
        Assert.Equal(before, reads["s0/1"]);
        Assert.Equal(["s0/0", "s0/2"], other.Sharding().Servers.Select(s => s.Name));

        // The same server by another way: as after a change of the password.
        other.Sharding().ChangeServers("s0", s => s.Primary(primary.ConnectionStringTo("bank") + ";Application Name=new"));
        await MoreAsync();
        Assert.NotEqual(0, await primary.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'new'"));
        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(4, events[ShardingEventId.ServersChanged].Count);
        Assert.Throws<ShardingConfigurationException>(() => other.Sharding().ChangeServers("s9", s => s.Primary("Host=x")));
        Assert.Throws<ShardingConfigurationException>(() => other.Sharding().ChangeServers("s0", s => s.Replica("Host=x")));

        async Task MoreAsync()
        {
            var seen = Volatile.Read(ref count);
            await Eventually.TrueAsync(() => Volatile.Read(ref count) > seen + 40 || load.Any(l => l.IsFaulted), "work goes on");
        }
    }

    [ClusterFact]
    public async Task Options_from_configuration_follow_it_when_it_is_loaded_anew()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 1);
        using var events = new EventList();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sharding:Shards:s0:Primary"] = bank.Cluster["s0"].ConnectionStringTo("bank"),
        }).Build();
        var options = Options();
        await using var context = new BankContext(options);
        Assert.Equal(8, await context.Accounts.CountAsync());

        configuration["Sharding:Shards:s0:Replicas:0"] = bank.Cluster["s0r1"].ConnectionStringTo("bank");
        configuration.Reload();
        using var reads = new ReadCounter();
        Assert.Equal(8, await context.Accounts.CountAsync());
        Assert.Equal(1, reads["s0/1"]);

        // Options that are made from it now mean the same shards, with all that is known of them.
        await using (var later = new BankContext(Options()))
        {
            Assert.Equal(ShardServerRole.Replica, later.Sharding().Servers[1].Role);
        }

        // What can't be followed is told, and changes nothing.
        configuration["Sharding:Shards:s0:Primary"] = "";
        configuration.Reload();
        configuration["Sharding:Shards:s0:Primary"] = bank.Cluster["s0"].ConnectionStringTo("bank");
        configuration["Sharding:Groups:default:Strategy"] = "Modulo";
        configuration.Reload();
        Assert.Equal(2, events[ShardingEventId.ServersNotChanged].Count);
        Assert.Equal(8, await context.Accounts.CountAsync());
        Assert.Equal(2, reads["s0/1"]);

        DbContextOptions<BankContext> Options() => new DbContextOptionsBuilder<BankContext>().UseNpgsql().UseLoggerFactory(events)
            .UseSharding(configuration.GetSection("Sharding")).Options;
    }
}
