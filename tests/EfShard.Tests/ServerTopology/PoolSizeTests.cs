using EfShard.Infrastructure;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.ServerTopology;

public class PoolSizeTests
{
    [Theory]
    [InlineData("Host=a;Maximum Pool Size=7", 7)]
    [InlineData("Host=a;MaxPoolSize=7", 7)]
    [InlineData("Host=a;maximum pool size=7;Pooling=true", 7)]
    [InlineData("Host=a", 100)]
    [InlineData("Host=a;Maximum Pool Size=7;Pooling=false", null)]
    [InlineData("not of the usual form", 100)]
    public void It_is_what_the_connection_string_says_or_the_providers_own(string connectionString, int? size)
        => Assert.Equal(size, PoolSize.Of(new ShardEndpoint(connectionString, null), byDefault: 100));

    [Fact]
    public void Without_a_limit_of_the_providers_nothing_is_looked_at()
        => Assert.Null(PoolSize.Of(new ShardEndpoint("Data Source=a;Max Pool Size=7", null), byDefault: null));

    [Theory]
    [InlineData("Host=a;Database=a;Maximum Pool Size=7", "Host=b;Database=a", 100, 7)]
    [InlineData("Host=a;Database=a", "Host=b;Database=a;Maximum Pool Size=7", 100, 7)]
    [InlineData("Host=a;Database=a;Maximum Pool Size=7", "Host=b;Database=a", 5, 5)]
    [InlineData("Host=a;Database=a", "Host=b;Database=a", 200, 100)]
    public void The_smallest_pool_of_a_shards_servers_limits_its_connections(string primary, string replica, int allowed, int expected)
    {
        var options = new DbContextOptionsBuilder().UseNpgsql().UseSharding(s => s
            .AddShard("s0", shard => shard.Primary(primary).Replica(replica))
            .AddShard("s1", "Host=c;Database=a;Maximum Pool Size=50")
            .MaxConnectionsPerShard(allowed)).Options;

        var shards = ShardingOptionsExtension.TopologyOf(options).Shards;

        Assert.Equal([expected, Math.Min(50, allowed)], shards.Select(s => s.Permits.CurrentCount));
    }
}
