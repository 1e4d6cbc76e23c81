using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class ConsistentHashStrategyTests
{
    private static readonly string[] FourShards = ["s0", "s1", "s2", "s3"];

    [Fact]
    public void Some_keys_lie_where_they_have_always_been()
    {
        // The owners of the first points hashtextextended(name || '#' || i, 0) >= hashint8extended(v, 0), computed by PostgreSQL for v from 0 to 31.
        var strategy = new ConsistentHashStrategy(FourShards);

        Assert.Equal("31322303111331130133120312031003", string.Concat(Enumerable.Range(0, 32).Select(key => strategy.Locate(ShardKey.From(key)))));
    }

    [Fact]
    public void The_order_of_registration_plays_no_part()
    {
        var (one, other) = (new ConsistentHashStrategy(FourShards), new ConsistentHashStrategy(FourShards.Reverse()));

        Assert.Equal("ring-v1/150:s0*1,s1*1,s2*1,s3*1", one.Definition);
        Assert.Equal(one.Definition, other.Definition);
        Assert.Equal(0, one.MovedShare(other));
    }

    [Fact]
    public void The_definition_tells_weights_and_virtual_nodes_in_every_culture()
        => Assert.Equal(
            "ring-v1/40:a%2A*0.5,b*2",
            StrategyAssert.UnderAStrangeCulture(() => new ConsistentHashStrategy(new Dictionary<string, double> { ["b"] = 2, ["a*"] = 0.5 }, 40).Definition));

    [Fact]
    public void The_distribution_sums_up_to_one_and_is_what_random_keys_show()
    {
        var strategy = new ConsistentHashStrategy(FourShards, 20);
        var keys = new RandomValues(5).Many(40_000, random => random.Guid());
        var counts = keys.CountBy(key => strategy.ShardOf(key)).ToDictionary();

        Assert.Equal(1, strategy.Distribution().Values.Sum(), 9);
        Assert.All(strategy.Distribution(), pair => Assert.InRange(counts[pair.Key] / (double)keys.Length, pair.Value - 0.01, pair.Value + 0.01));
    }

    [Fact]
    public void MovedShare_is_what_random_keys_show()
    {
        var keys = new RandomValues(6).Keys(40_000);
        var before = new ConsistentHashStrategy(FourShards);
        foreach (var after in new[] { before.Add("s4"), before.Remove("s2"), before.Remove("s2").Add("t", 3), new ConsistentHashStrategy(FourShards, 10) })
        {
            Assert.InRange(StrategyAssert.MovedKeys(before, after, keys), before.MovedShare(after) - 0.01, before.MovedShare(after) + 0.01);
            Assert.Equal(before.MovedShare(after), after.MovedShare(before), 12);
        }
    }

    [Fact]
    public void A_new_shard_takes_keys_and_no_other_key_moves()
    {
        var before = new ConsistentHashStrategy(FourShards);
        var after = before.Add("s4");

        Assert.All(Enumerable.Range(0, 10_000).Where(key => after.ShardOf(key) != before.ShardOf(key)), key => Assert.Equal("s4", after.ShardOf(key)));
        Assert.Equal(after.Distribution()["s4"], before.MovedShare(after), 12);
        Assert.Equal(new ConsistentHashStrategy([.. FourShards, "s4"]).Definition, after.Definition);
    }

    [Fact]
    public void Removing_the_shard_gives_the_old_ring_back()
    {
        var before = new ConsistentHashStrategy(FourShards);
        var back = before.Add("s4", 2.5).Remove("s4");

        Assert.Equal(before.Definition, back.Definition);
        Assert.Equal(0, before.MovedShare(back));
    }

    [Fact]
    public void A_shard_of_twice_the_weight_has_about_twice_the_share()
    {
        var shares = new RandomValues(8).Many(50, random => random.Below(1_000_000)).Select(n =>
        {
            var distribution = new ConsistentHashStrategy([KeyValuePair.Create($"x{n}", 1.0), KeyValuePair.Create($"y{n}", 2.0)], 150).Distribution();
            return distribution[$"y{n}"];
        });

        Assert.InRange(shares.Median(), 0.64, 0.69);
    }

    [Fact]
    public void One_shard_has_everything_even_with_one_point()
    {
        var strategy = new ConsistentHashStrategy(["only"], 1);

        Assert.Equal(1, strategy.Distribution()["only"]);
        Assert.Equal(1, strategy.MovedShare(new ConsistentHashStrategy(["other"], 1)));
        Assert.Equal(0, strategy.MovedShare(strategy));
        Assert.Equal("only", strategy.ShardOf(null));
        Assert.Equal("only", strategy.ShardOf(long.MinValue));
    }

    [Fact]
    public void A_small_weight_still_has_a_point()
        => Assert.True(new ConsistentHashStrategy(new Dictionary<string, double> { ["a"] = 1, ["b"] = 0.0001 }, 150).Distribution()["b"] > 0);

    [Fact]
    public void A_hash_belongs_to_the_first_point_at_or_after_it()
    {
        var ring = new HashRing(["a", "b"], [2, 2]);
        var points = ring.Points.ToArray();
        Assert.Equal(points.Order(), points);

        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(ring.OwnerOf(points[i]), ring.OwnerOf(points[i] - 1));
            Assert.Equal(ring.OwnerOf(points[(i + 1) % points.Length]), ring.OwnerOf(points[i] + 1));
        }

        Assert.Equal(ring.OwnerOf(points[0]), ring.OwnerOf(long.MaxValue));
        Assert.Equal(ring.OwnerOf(points[0]), ring.OwnerOf(long.MinValue));
    }

    [Fact]
    public void What_can_be_no_ring_is_refused()
    {
        var ring = new ConsistentHashStrategy(["a"]);

        Assert.Throws<ArgumentException>(() => new ConsistentHashStrategy(Array.Empty<string>()));
        Assert.Throws<ArgumentException>(() => new ConsistentHashStrategy(["a", "a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsistentHashStrategy(["a"], 0));
        Assert.Throws<ArgumentException>(() => ring.Add("a"));
        Assert.Throws<ArgumentException>(() => ring.Add("b", 0));
        Assert.Throws<ArgumentException>(() => ring.Add("b", double.NaN));
        Assert.Throws<ArgumentException>(() => ring.Add("b", double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => ring.Remove("b"));
        Assert.Throws<ArgumentException>(() => ring.Remove("a"));
    }
}
