using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests;

/// <summary>What an application is told about its servers.</summary>
public sealed class StatusTests
{
    [ClusterFact]
    public async Task The_servers_are_shown_as_they_are_before_and_after_a_failover()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1);
        var cluster = bank.Cluster;
        await using var context = bank.Open(s => s.Replicas(r => r.LagInterval(TimeSpan.FromMilliseconds(50))));

        // Nobody has been asked yet.
        Assert.All(context.Sharding().Servers, s => Assert.Equal(ShardServerRole.Unknown, s.Role));
        var servers = await context.Sharding().CheckServersAsync();

        Assert.Equal(["s0/0", "s0/1", "s0/2"], servers.Select(s => s.Name));
        Assert.Equal([ShardServerRole.Primary, ShardServerRole.Replica, ShardServerRole.Replica], servers.Select(s => s.Role));
        Assert.Equal([true, false, false], servers.Select(s => s.TakesWrites));
        Assert.Equal(cluster.Nodes.Select(n => $"127.0.0.1:{n.Port}"), servers.Select(s => s.Address));
        Assert.All(servers, s => Assert.True(s is { IsInService: true, Failure: null, Timeline: 1, IsFenced: false }, s.ToString()));
        Assert.All(servers, s => Assert.Matches("^[0-9A-F]+/[0-9A-F]+$", s.Position));
        Assert.Null(servers[0].Lag);

        await cluster["s0r1"].PauseReplayAsync();
        await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 1));
        await Eventually.TrueAsync(
            async () => (await context.Sharding().CheckServersAsync())[1] is { LagBytes: > 0 } lagging && lagging.Lag > TimeSpan.Zero,
            "the paused replica is shown to be behind");
        await cluster["s0r1"].ResumeReplayAsync();
        await Eventually.TrueAsync(
            async () => (await context.Sharding().CheckServersAsync())[1] is { LagBytes: 0 } caught && caught.Lag == TimeSpan.Zero,
            "it is shown to have caught up");

        await bank.ReplicateAsync();
        await cluster["s0"].KillAsync();
        await cluster["s0r2"].PromoteAsync();
        await Eventually.TrueAsync(
            async () => (await context.Sharding().CheckServersAsync())[2].TakesWrites && context.Sharding().Servers[1].Timeline == 2,
            "the promoted one is shown to take the writes, and the other to follow it");
        servers = await context.Sharding().CheckServersAsync();
        Assert.Equal([false, false, true], servers.Select(s => s.TakesWrites));
        Assert.NotNull(servers[0].Failure);
        Assert.True(servers[0].Failures > 0);
        Assert.Equal(2, servers[2].Timeline);
    }

    [ClusterFact]
    public async Task A_user_who_may_not_see_the_receivers_is_told_why_nothing_is_read_from_replicas()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1, replicas: 1);
        await bank.Cluster["s0"].ExecuteInAsync("bank", "CREATE ROLE clerk LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk");
        await bank.ReplicateAsync();
        using var events = new EventList();
        var options = new DbContextOptionsBuilder<BankContext>(bank.Options())
            .UseLoggerFactory(events)
            .UseSharding(s => s.AddShard("s0", shard => shard
                .Primary(bank.Cluster["s0"].ConnectionStringTo("bank").Replace("=postgres", "=clerk", StringComparison.Ordinal))
                .Replica(bank.Cluster["s0r1"].ConnectionStringTo("bank").Replace("=postgres", "=clerk", StringComparison.Ordinal))))
            .Options;
        await using var context = new BankContext(options);

        Assert.Equal(1, (await context.Accounts.SingleAsync(a => a.Id == 1)).Id);

        var replica = context.Sharding().Servers[1];
        Assert.Equal(ShardServerRole.Detached, replica.Role);
        Assert.False(replica.IsInService);
        Assert.Contains("pg_monitor", Assert.Single(events[ShardingEventId.ReplicaHidden]), StringComparison.Ordinal);
    }
}
