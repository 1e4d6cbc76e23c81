using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace EfShard.Tests.Infrastructure;

public class ConfigurationTests
{
    [Fact]
    public void Everything_about_replicas_can_come_from_configuration()
    {
        var key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        Assert.Equal(
            Build(s => s
                .AddShard("s0", shard => shard.Primary("x").Replica("x1").Replica("x2", r => r.Weight(2.5).Zone("b")))
                .Replicas(r => r
                    .Consistency(Consistency.BoundedStaleness(TimeSpan.FromSeconds(5))).ReplicaWait(TimeSpan.FromMilliseconds(250)).RecentWriteWindow(TimeSpan.FromSeconds(2))
                    .MaxLag(TimeSpan.FromMinutes(1)).LagInterval(TimeSpan.FromMilliseconds(500)).Health(TimeSpan.FromSeconds(2), 5).FailoverWait(TimeSpan.FromSeconds(3))
                    .Failover(FailoverMode.Promote).LocalZone("b").SessionKey(Convert.FromBase64String(key)))),
            Read(
                ("Shards:s0:Primary", "x"),
                ("Shards:s0:Replicas:0", "x1"),
                ("Shards:s0:Replicas:1:Server", "x2"),
                ("Shards:s0:Replicas:1:Weight", "2.5"),
                ("Shards:s0:Replicas:1:Zone", "b"),
                ("Replicas:Consistency", "boundedStaleness"),
                ("Replicas:MaxStaleness", "00:00:05"),
                ("Replicas:ReplicaWait", "00:00:00.250"),
                ("Replicas:RecentWriteWindow", "00:00:02"),
                ("Replicas:MaxLag", "00:01:00"),
                ("Replicas:LagInterval", "00:00:00.5"),
                ("Replicas:HealthInterval", "00:00:02"),
                ("Replicas:HealthFailures", "5"),
                ("Replicas:FailoverWait", "00:00:03"),
                ("Replicas:Failover", "promote"),
                ("Replicas:LocalZone", "b"),
                ("Replicas:SessionKey", key)));
    }

    [Fact]
    public void Everything_that_the_builder_takes_can_come_from_configuration()
    {
        var read = Read(
            ("Shards:s0", "x"),
            ("Shards:s1:Primary", "y"),
            ("Shards:s1:Replicas:0", "y1"),
            ("Shards:s1:Replicas:1", "y2"),
            ("Groups:authors:Strategy", "ConsistentHash"),
            ("Groups:authors:VirtualNodes", "200"),
            ("Groups:authors:Shards:0", "s1"),
            ("Groups:authors:Shards:1", "s0"),
            ("Groups:orders:Strategy", "range"),
            ("Groups:orders:Key", "Int64"),
            ("Groups:orders:Ranges:0:Below", "1000000"),
            ("Groups:orders:Ranges:0:Shard", "s0"),
            ("Groups:orders:Ranges:1:Rest", "s1"),
            ("Groups:plain:Shards:0", "s0"),
            ("Groups:rest:Strategy", "Modulo"),
            ("Groups:months:Strategy", "ByMonth"),
            ("Groups:months:From", "2024-01-01"),
            ("Groups:months:Cycle:0", "s0"),
            ("Groups:months:Cycle:1", "s1"),
            ("Groups:quarters:Strategy", "ByQuarter"),
            ("Groups:quarters:From", "2024-04-01"),
            ("Groups:quarters:Periods:0", "s1"),
            ("Groups:quarters:Before", "s0"),
            ("Groups:years:Strategy", "byYear"),
            ("Groups:years:From", "2024-01-01"),
            ("Groups:years:Periods:0", "s1"),
            ("Groups:countries:Strategy", "List"),
            ("Groups:countries:Key", "String"),
            ("Groups:countries:Lists:s0:0", "US"),
            ("Groups:countries:Lists:s0:1", "CA"),
            ("Groups:countries:Otherwise", "s1"),
            ("UnshardedOn", "s1"),
            ("UnmarkedEntities", "onDefaultShard"),
            ("CrossShardCommit", "BestEffort"),
            ("MaxParallelShards", "3"),
            ("MaxConnectionsPerShard", "7"));

        Assert.Equal(
            Build(s => s
                .AddShard("s0", "x")
                .AddShard("s1", shard => shard.Primary("y").Replica("y1").Replica("y2"))
                .Group("authors", group => group.ConsistentHash(200).Shards("s0", "s1"))
                .Group("orders", group => group.Range<long>(range => range.Below(1_000_000, "s0").Rest("s1")))
                .Group("plain", group => group.Hash().Shards("s0"))
                .Group("rest", group => group.Modulo())
                .Group("months", group => group.ByMonth(month => month.From(new DateOnly(2024, 1, 1)).Cycle("s0", "s1")))
                .Group("quarters", group => group.ByQuarter(quarter => quarter.From(new DateOnly(2024, 4, 1)).Periods("s1").Before("s0")))
                .Group("years", group => group.ByYear(year => year.From(new DateOnly(2024, 1, 1)).Periods("s1")))
                .Group("countries", group => group.List<string>(list => list.Shard("s0", ["US", "CA"]).Otherwise("s1")))
                .UnshardedOn("s1")
                .UnmarkedEntities(UnmarkedEntities.OnDefaultShard)
                .CrossShardCommit(CrossShardCommit.BestEffort)
                .MaxParallelShards(3)
                .MaxConnectionsPerShard(7)),
            read);
    }

    [Fact]
    public void The_order_of_sources_decides_nothing()
        => Assert.Equal(Read(("Shards:s0", "x"), ("Shards:s1", "y"), ("Shards:s10", "z")), Read(("Shards:s10", "z"), ("Shards:s1", "y"), ("Shards:s0", "x")));

    [Fact]
    public void The_first_shard_by_name_holds_the_unsharded_tables()
        => Assert.Equal("s0", Read(("Shards:s1", "y"), ("Shards:s0", "x")).UnshardedOn);

    [Theory]
    [InlineData("Int16", "5")]
    [InlineData("int32", "5")]
    [InlineData("String", "m")]
    [InlineData("Guid", "80000000-0000-0000-0000-000000000000")]
    [InlineData("DateOnly", "2024-01-01")]
    [InlineData("DateTime", "2024-01-01T00:00:00")]
    [InlineData("DateTimeOffset", "2024-01-01T00:00:00+00:00")]
    public void Ranges_are_read_in_the_type_of_the_key(string key, string bound)
    {
        var options = Read(
            ("Shards:s0", "x"),
            ("Groups:g:Strategy", "Range"),
            ("Groups:g:Key", key),
            ("Groups:g:Ranges:0:Below", bound),
            ("Groups:g:Ranges:0:Shard", "s0"));

        var definition = options.Groups.Single(g => g.Name == "g").Given!.Definition;
        Assert.Contains("=s0", definition, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_in_UTC_stays_in_UTC_whatever_the_machine_is_set_to()
    {
        var options = Read(
            ("Shards:s0", "x"),
            ("Groups:g:Strategy", "Range"),
            ("Groups:g:Key", "DateTime"),
            ("Groups:g:Ranges:0:Below", "2024-01-01T05:00:00Z"),
            ("Groups:g:Ranges:0:Shard", "s0"));

        Assert.Equal(
            Build(s => s.AddShard("s0", "x").Group("g", g => g.Range<DateTime>(r => r.Below(new DateTime(2024, 1, 1, 5, 0, 0, DateTimeKind.Utc), "s0")))),
            options);
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "MaxParallelShard", "4", "'Sharding:MaxParallelShard' means nothing here" },
        { "Shards:s0:Primry", "Password=hunter2", "'Sharding:Shards:s0:Primry' means nothing here" },
        { "Shards:s0:Replicas:0", "Password=hunter2", "'s0' has no primary" },
        { "Replicas:Consistency", "BoundedStaleness", "'Sharding:Replicas:MaxStaleness' must be a time above zero" },
        { "Replicas:Consistency", "Sticky", "needs no user" },
        { "Replicas:ReplicaWait", "soon", "'Sharding:Replicas:ReplicaWait' must be a time" },
        { "Replicas:SessionKey", "hunter2!", "'Sharding:Replicas:SessionKey' must be a key in base64" },
        { "Replicas:Lag", "1", "'Sharding:Replicas:Lag' means nothing here" },
        { "Shards:s2", "", "connection string of the shard 's2' is missing" },
        { "MaxParallelShards", "many", "'Sharding:MaxParallelShards' must be a whole number" },
        { "MaxConnectionsPerShard", "0", "MaxConnectionsPerShard is 0" },
        { "CrossShardCommit", "1", "'Sharding:CrossShardCommit' must be one of Reject, BestEffort, TwoPhase" },
        { "UnshardedOn", "s7", "UnshardedOn names the shard 's7'" },
        { "Groups:g:Strategy", "Hish", "'Sharding:Groups:g:Strategy' must be one of Hash, Modulo, ConsistentHash, Range" },
        { "Groups:g:VirtualNodes", "5", "'Sharding:Groups:g:VirtualNodes' means nothing here" },
        { "Groups:g:Shards:0", "s7", "The group 'g' names the shard 's7'" },
        { "Groups:g:Shards", "s1", "'Sharding:Groups:g:Shards' must be an array" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_by_its_key_and_not_by_its_value(string key, string value, string text)
    {
        var error = Assert.Throws<ShardingConfigurationException>(() => Read(("Shards:s1", "Password=hunter2"), (key, value)));

        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> RangeMistakes => new()
    {
        { "Groups:g:Key", "Float", "'Sharding:Groups:g:Key' must be one of Int16" },
        { "Groups:g:Ranges:0:Below", "x", "'Sharding:Groups:g:Ranges:0:Below' must be a bound of type Int64" },
        { "Groups:g:Ranges:0:Below", "99999999999999999999", "'Sharding:Groups:g:Ranges:0:Below' must be a bound of type Int64" },
        { "Groups:g:Ranges:0:Shart", "s1", "'Sharding:Groups:g:Ranges:0:Shart' means nothing here" },
        { "Groups:g:Ranges:0:Shard", "", "'Sharding:Groups:g:Ranges:0:Shard' must be the name of a shard" },
        { "Groups:g:Ranges:1:Below", "5", "'Sharding:Groups:g:Ranges:1:Shard' must be the name of a shard" },
    };

    [Theory]
    [MemberData(nameof(RangeMistakes))]
    public void A_mistake_in_a_range_is_named_by_its_key(string key, string value, string text)
    {
        var values = new Dictionary<string, string?>
        {
            ["Sharding:Shards:s1"] = "x",
            ["Sharding:Groups:g:Strategy"] = "Range",
            ["Sharding:Groups:g:Key"] = "Int64",
            ["Sharding:Groups:g:Ranges:0:Below"] = "5",
            ["Sharding:Groups:g:Ranges:0:Shard"] = "s1",
        };
        values["Sharding:" + key] = value;

        var error = Assert.Throws<ShardingConfigurationException>(() => Read(values));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_section_is_named()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([]).Build();

        var error = Assert.Throws<ShardingConfigurationException>(
            () => new DbContextOptionsBuilder().UseSqlite().UseSharding(configuration.GetSection("Sharding")));
        Assert.Contains("section 'Sharding' is missing", error.Message, StringComparison.Ordinal);
    }

    private static ShardingOptions Read(params (string Key, string Value)[] values)
        => Read(values.ToDictionary(v => "Sharding:" + v.Key, v => (string?)v.Value));

    private static ShardingOptions Read(Dictionary<string, string?> values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new DbContextOptionsBuilder().UseSqlite().UseSharding(configuration.GetSection("Sharding")).Options
            .FindExtension<ShardingOptionsExtension>()!.Options;
    }

    private static ShardingOptions Build(Action<ShardingOptionsBuilder> configure)
        => new DbContextOptionsBuilder().UseSqlite().UseSharding(configure).Options.FindExtension<ShardingOptionsExtension>()!.Options;
}
