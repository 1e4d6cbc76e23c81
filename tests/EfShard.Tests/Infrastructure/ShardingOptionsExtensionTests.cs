using EfShard.Infrastructure;
using EfShard.Providers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Infrastructure;

public class ShardingOptionsExtensionTests
{
    [Fact]
    public void Sharding_before_the_provider_says_to_turn_them_round()
        => AssertRefused(new DbContextOptionsBuilder().UseSharding(OneShard).UseSqlite(), "call UseNpgsql/UseSqlite/UseMySql before UseSharding");

    [Fact]
    public void Sharding_without_a_provider_says_to_add_one()
        => AssertRefused(new DbContextOptionsBuilder().UseSharding(OneShard), "call UseNpgsql/UseSqlite/UseMySql before UseSharding");

    [Fact]
    public void A_provider_with_a_connection_string_of_its_own_is_refused()
        => AssertRefused(new DbContextOptionsBuilder().UseSqlite("Data Source=x;Password=hunter2").UseSharding(OneShard), "was given a connection string");

    [Fact]
    public void A_provider_with_a_connection_of_its_own_is_refused()
        => AssertRefused(new DbContextOptionsBuilder().UseSqlite(new SqliteConnection()).UseSharding(OneShard), "was given a connection,");

    [Fact]
    public void A_provider_with_a_data_source_of_its_own_is_refused()
    {
        using var dataSource = NpgsqlDataSource.Create("Host=nowhere;Password=hunter2");
        AssertRefused(new DbContextOptionsBuilder().UseNpgsql(dataSource).UseSharding(OneShard), "was given a data source");
    }

    [Fact]
    public void A_provider_that_is_not_known_is_named()
    {
        var error = Assert.Throws<ShardingConfigurationException>(() => DatabaseDialect.Of("Some.Provider"));
        Assert.Contains("'Some.Provider' is not one that EfShard knows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_context_itself_is_refused_with_the_same_words()
    {
        var options = new DbContextOptionsBuilder().UseSharding(OneShard).UseSqlite().Options;

        var error = Assert.Throws<ShardingConfigurationException>(() =>
        {
            using var context = new DbContext(options);
            return context.Model;
        });
        Assert.Contains("before UseSharding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_is_refused_though_EF_has_services_for_equal_options_already()
    {
        using var first = new DbContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(OneShard).Options);
        Assert.NotEmpty(first.Sharding().Shards);

        using var second = new DbContext(new DbContextOptionsBuilder().UseSqlite("Data Source=x").UseSharding(OneShard).Options);
        Assert.Throws<ShardingConfigurationException>(second.Sharding);
    }

    [Fact]
    public void Equal_options_share_one_topology_however_often_they_are_made()
    {
        var one = Topology(new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s.AddShard("a", "Data Source=shared").AddShard("b", "Data Source=shared2")));
        var two = Topology(new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s.AddShard("b", "Data Source=shared2").AddShard("a", "Data Source=shared").UnshardedOn("a")));

        Assert.Same(one, two);
    }

    [Fact]
    public void Different_options_have_different_topologies()
        => Assert.NotSame(
            Topology(new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s.AddShard("a", "Data Source=one"))),
            Topology(new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s.AddShard("a", "Data Source=two"))));

    [Fact]
    public void Contexts_with_different_shards_share_the_services_of_EF()
    {
        var one = new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s.AddShard("a", "Data Source=one")).Options;
        var two = new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s.AddShard("b", "Data Source=two")).Options;

        var info = one.FindExtension<ShardingOptionsExtension>()!.Info;
        Assert.True(info.ShouldUseSameServiceProvider(two.FindExtension<ShardingOptionsExtension>()!.Info));
        Assert.False(info.ShouldUseSameServiceProvider(one.FindExtension<CoreOptionsExtension>()!.Info));
        Assert.Equal("using 1 shards ", info.LogFragment);
    }

    [Fact]
    public void A_context_without_sharding_says_so()
    {
        using var context = new DbContext(new DbContextOptionsBuilder().UseSqlite("Data Source=x").Options);

        var error = Assert.Throws<InvalidOperationException>(context.Sharding);
        Assert.Contains("is not sharded", error.Message, StringComparison.Ordinal);
    }

    private static void OneShard(ShardingOptionsBuilder sharding) => sharding.AddShard("a", "Data Source=a;Password=hunter2");

    private static Topology.ShardTopology Topology(DbContextOptionsBuilder builder) => ShardingOptionsExtension.TopologyOf(builder.Options);

    private static void AssertRefused(DbContextOptionsBuilder builder, string text)
    {
        var error = Assert.Throws<ShardingConfigurationException>(() => ShardingOptionsExtension.TopologyOf(builder.Options));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }
}
