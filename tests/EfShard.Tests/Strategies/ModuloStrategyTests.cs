using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class ModuloStrategyTests
{
    [Theory]
    [InlineData(1, -3670598878359251130)]
    [InlineData(-1, -1888257769727981238)]
    [InlineData(42, 8010225493015854792)]
    public void The_remainder_of_the_hash_is_never_negative(long key, long hash)
    {
        var strategy = new ModuloStrategy(["a", "b", "c"]);

        Assert.Equal((int)(((Int128)hash % 3 + 3) % 3), strategy.Locate(ShardKey.From(key)));
    }

    [Fact]
    public void Every_key_has_a_shard_and_every_shard_its_share()
    {
        var strategy = new ModuloStrategy(Enumerable.Range(0, 7).Select(i => $"s{i}"));

        var counts = new RandomValues(3).Many(70_000, random => random.Guid()).CountBy(key => strategy.Locate(ShardKey.From(key))).ToList();

        Assert.Equal(Enumerable.Range(0, 7), counts.Select(pair => pair.Key).Order());
        Assert.All(counts, pair => Assert.InRange(pair.Value, 9_500, 10_500));
    }

    [Fact]
    public void From_4_to_5_shards_about_80_percent_of_the_keys_move()
    {
        var keys = new RandomValues(4).Keys(20_000);
        var before = new ModuloStrategy(["s0", "s1", "s2", "s3"]);
        var after = new ModuloStrategy(["s0", "s1", "s2", "s3", "s4"]);

        Assert.InRange(StrategyAssert.MovedKeys(before, after, keys), 0.78, 0.82);
    }

    [Fact]
    public void The_order_of_registration_plays_no_part()
    {
        var (one, other) = (new ModuloStrategy(["b", "a", "c,d"]), new ModuloStrategy(["c,d", "a", "b"]));

        Assert.Equal("modulo-v1:a,b,c%2Cd", one.Definition);
        Assert.Equal(one.Definition, other.Definition);
        Assert.All(Enumerable.Range(0, 1000), key => Assert.Equal(one.ShardOf(key), other.ShardOf(key)));
    }

    [Fact]
    public void No_value_lies_on_the_first_shard() => Assert.Equal("a", new ModuloStrategy(["b", "a"]).ShardOf(null));

    [Fact]
    public void A_list_of_names_is_checked()
    {
        Assert.Throws<ArgumentException>(() => new ModuloStrategy([]));
        Assert.Throws<ArgumentException>(() => new ModuloStrategy(["a", "a"]));
        Assert.Throws<ArgumentException>(() => new ModuloStrategy([""]));
        Assert.Throws<ArgumentException>(() => new ModuloStrategy(["\ud83d"]));
    }
}
