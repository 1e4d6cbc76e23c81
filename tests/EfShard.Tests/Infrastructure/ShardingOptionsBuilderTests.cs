using EfShard.Infrastructure;
using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Infrastructure;

public class ShardingOptionsBuilderTests
{
    private const string Secret = "Host=db;Password=hunter2";

    public static TheoryData<string, Action<ShardingOptionsBuilder>, string> Mistakes => new()
    {
        { "no shard", s => { }, "without a shard" },
        { "blank shard name", s => s.AddShard(" ", Secret), "name of a shard is missing" },
        { "padded shard name", s => s.AddShard("s0 ", Secret), "'s0 ' can't be the name of a shard" },
        { "long shard name", s => s.AddShard(new string('x', 101), Secret), "at most 100 characters" },
        { "half a surrogate pair", s => s.AddShard("s\ud800", Secret), "can't be the name" },
        { "duplicate shard", s => s.AddShard("s0", Secret).AddShard("s0", Secret), "'s0' is added twice" },
        { "shards that differ in case", s => s.AddShard("s0", Secret).AddShard("S0", Secret), "'S0' is added twice" },
        { "blank connection string", s => s.AddShard("s0", " "), "connection string of the shard 's0' is missing" },
        { "blank replica", s => s.AddShard("s0", x => x.Primary(Secret).Replica("")), "connection string of the shard 's0' is missing" },
        { "no primary", s => s.AddShard("s0", x => x.Replica(Secret)), "'s0' has no primary" },
        { "two primaries", s => s.AddShard("s0", x => x.Primary(Secret).Primary(Secret)), "'s0' has two primaries" },
        { "blank group name", s => s.AddShard("s0", Secret).Group("", g => g.Hash()), "name of a group is missing" },
        { "duplicate group", s => s.AddShard("s0", Secret).Group("g", g => g.Hash()).Group("g", g => g.Hash()), "'g' is defined twice" },
        { "unknown shard in a group", s => s.AddShard("s0", Secret).Group("g", g => g.Shards("s0", "s9")), "The group 'g' names the shard 's9', which is not one of 's0'" },
        { "unknown shard in a range", s => s.AddShard("s0", Secret).Group("g", g => g.Range<long>(r => r.Below(5, "s0").Rest("s9"))), "'s9'" },
        { "repeated shard in a group", s => s.AddShard("s0", Secret).Group("g", g => g.Shards("s0", "s0")), "'s0' twice" },
        { "empty list of shards", s => s.AddShard("s0", Secret).Group("g", g => g.Shards()), "'g' has no shard" },
        { "two lists of shards", s => s.AddShard("s0", Secret).Group("g", g => g.Shards("s0").Shards("s0")), "shards of the group 'g' are given twice" },
        { "two strategies", s => s.AddShard("s0", Secret).Group("g", g => g.Hash().Modulo()), "'g' is given two strategies" },
        { "range with shards", s => s.AddShard("s0", Secret).Group("g", g => g.Range<long>(r => r.Rest("s0")).Shards("s0")), "its strategy already does" },
        { "descending range", s => s.AddShard("s0", Secret).Group("g", g => g.Range<long>(r => r.Below(5, "s0").Below(4, "s0"))), "strategy of the group 'g' is not usable" },
        { "empty range", s => s.AddShard("s0", Secret).Group("g", g => g.Range<long>(r => { })), "strategy of the group 'g' is not usable" },
        { "range over a type without order", s => s.AddShard("s0", Secret).Group("g", g => g.Range<double>(r => r.Rest("s0"))), "strategy of the group 'g' is not usable" },
        { "no virtual node", s => s.AddShard("s0", Secret).Group("g", g => g.ConsistentHash(0)), "virtualNodes of the group 'g' is 0" },
        { "unsharded on an unknown shard", s => s.AddShard("s0", Secret).UnshardedOn("s1"), "UnshardedOn names the shard 's1', which is not one of 's0'" },
        { "unsharded on another case", s => s.AddShard("s0", Secret).UnshardedOn("S0"), "case by case" },
        { "no parallel shard", s => s.AddShard("s0", Secret).MaxParallelShards(0), "MaxParallelShards is 0; it must be at least 1" },
        { "no connection", s => s.AddShard("s0", Secret).MaxConnectionsPerShard(-1), "MaxConnectionsPerShard is -1; it must be at least 1" },
        { "no such policy", s => s.AddShard("s0", Secret).CrossShardCommit((CrossShardCommit)7), "CrossShardCommit is 7" },
        { "no such policy for entities", s => s.AddShard("s0", Secret).UnmarkedEntities((UnmarkedEntities)7), "UnmarkedEntities is 7" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_and_no_connection_string_is_printed(string mistake, Action<ShardingOptionsBuilder> configure, string text)
    {
        var error = Assert.Throws<ShardingConfigurationException>(() => new DbContextOptionsBuilder().UseSqlite().UseSharding(configure));

        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.False(error.ToString().Contains("hunter2", StringComparison.Ordinal), mistake);
    }

    [Fact]
    public void Defaults_are_those_that_the_documentation_names()
    {
        var options = Build(s => s.AddShard("b", "x").AddShard("a", "y"));

        Assert.Equal(["a", "b"], options.Shards.Select(s => s.Name));
        Assert.Equal("b", options.UnshardedOn);
        Assert.Equal(UnmarkedEntities.Refuse, options.UnmarkedEntities);
        Assert.Null(options.CrossShardCommit);
        Assert.Equal(16, options.MaxParallelShards);
        Assert.Equal(100, options.MaxConnectionsPerShard);
        Assert.Equal(GroupDefinition.Default, Assert.Single(options.Groups));
    }

    [Fact]
    public void Options_with_the_same_content_are_equal_whatever_the_order_of_calls()
    {
        var one = Build(s => s.AddShard("a", "x").AddShard("b", "y").Group("g", g => g.Shards("a", "b")).Group("h", g => g.Range<int>(r => r.Below(3, "a").Rest("b"))).UnshardedOn("a"));
        var two = Build(s => s.UnshardedOn("a").Group("h", g => g.Range<int>(r => r.Below(3, "a").Rest("b"))).Group("g", g => g.Shards("b", "a")).AddShard("b", "y").AddShard("a", "x"));

        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
    }

    public static TheoryData<string, Action<ShardingOptionsBuilder>> Differences => new()
    {
        { "connection string", s => s.AddShard("a", "z").AddShard("b", "y") },
        { "replica", s => s.AddShard("a", x => x.Primary("x").Replica("z")).AddShard("b", "y") },
        { "name", s => s.AddShard("a", "x").AddShard("c", "y") },
        { "unsharded shard", s => s.AddShard("a", "x").AddShard("b", "y").UnshardedOn("b") },
        { "group", s => s.AddShard("a", "x").AddShard("b", "y").Group("g", g => g.Hash()) },
        { "strategy", s => s.AddShard("a", "x").AddShard("b", "y").Group("default", g => g.Modulo()) },
        { "shards of a group", s => s.AddShard("a", "x").AddShard("b", "y").Group("default", g => g.Hash().Shards("a")) },
        { "own strategy", s => s.AddShard("a", "x").AddShard("b", "y").Group("default", g => g.Strategy(new ModuloStrategy(["a", "b"]))) },
        { "entities", s => s.AddShard("a", "x").AddShard("b", "y").UnmarkedEntities(UnmarkedEntities.OnDefaultShard) },
        { "commit", s => s.AddShard("a", "x").AddShard("b", "y").CrossShardCommit(CrossShardCommit.BestEffort) },
        { "parallel shards", s => s.AddShard("a", "x").AddShard("b", "y").MaxParallelShards(1) },
        { "connections", s => s.AddShard("a", "x").AddShard("b", "y").MaxConnectionsPerShard(1) },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Options_that_differ_in_one_thing_are_not_equal(string difference, Action<ShardingOptionsBuilder> configure)
        => Assert.False(Build(s => s.AddShard("a", "x").AddShard("b", "y")).Equals(Build(configure)), difference);

    [Fact]
    public void Endpoints_and_shards_print_no_connection_string()
    {
        var shard = Build(s => s.AddShard("a", x => x.Primary(Secret).Replica(Secret))).Shards[0];

        Assert.DoesNotContain("hunter2", $"{shard} {shard.Primary} {shard.Replicas[0]}", StringComparison.Ordinal);
    }

    private static ShardingOptions Build(Action<ShardingOptionsBuilder> configure)
    {
        var builder = new ShardingOptionsBuilder();
        configure(builder);
        return builder.Build();
    }
}
