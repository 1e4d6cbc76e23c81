using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

/// <summary>Which shards a range of keys is asked of.</summary>
public class RangePruningTests
{
    private static readonly RangeStrategy<int> Numbers = new RangeBuilder<int>().Below(10, "a").Below(20, "b").Below(30, "a").Rest("c").Build();

    [Theory]
    [InlineData(null, false, null, false, "abc")]
    [InlineData(null, false, 10L, false, "a")]
    [InlineData(null, false, 10L, true, "ab")]
    [InlineData(9L, true, 9L, true, "a")]
    [InlineData(9L, false, 10L, true, "b")]
    [InlineData(10L, true, 20L, false, "b")]
    [InlineData(20L, true, 30L, false, "a")]
    [InlineData(29L, false, null, false, "c")]
    [InlineData(5L, true, 25L, true, "ab")]
    [InlineData(5L, true, 4L, true, "")]
    [InlineData(5L, false, 6L, false, "")]
    [InlineData(5L, true, 5L, false, "")]
    [InlineData(long.MaxValue, false, null, false, "")]
    [InlineData(null, false, long.MinValue, false, "")]
    [InlineData(long.MaxValue, true, null, false, "c")]
    public void Numbers_are_asked_of_the_shards_that_can_hold_them(long? from, bool fromInclusive, long? to, bool toInclusive, string shards)
        => Assert.Equal(shards, Located(Numbers, from, fromInclusive, to, toInclusive));

    [Fact]
    public void Every_key_of_a_random_range_lies_on_a_located_shard_and_every_located_shard_has_a_key()
    {
        var random = new RandomValues(31);
        for (var i = 0; i < 3000; i++)
        {
            var (from, to) = (random.Below(40), random.Below(40));
            var (fromInclusive, toInclusive) = (random.Below(2) == 0, random.Below(2) == 0);
            var expected = Enumerable.Range(0, 41)
                .Where(key => (key > from || (fromInclusive && key == from)) && (key < to || (toInclusive && key == to)))
                .Select(key => Numbers.ShardOf(key)).Distinct().Order();

            Assert.Equal(string.Concat(expected), Located(Numbers, from, fromInclusive, to, toInclusive));
        }
    }

    [Fact]
    public void Without_a_rest_nothing_lies_above_the_last_bound()
    {
        var strategy = new RangeBuilder<int>().Below(10, "a").Below(20, "b").Build();

        Assert.Equal("b", Located(strategy, 15, true, null, false));
        Assert.Equal("", Located(strategy, 20, true, null, false));
        Assert.Equal("ab", Located(strategy, null, false, null, false));
    }

    [Fact]
    public void A_month_of_times_is_asked_of_its_shard_alone()
    {
        var strategy = new RangeBuilder<DateTime>().Below(new(2024, 2, 1), "jan").Below(new(2024, 3, 1), "feb").Rest("mar").Build();

        Assert.Equal("feb", Located(strategy, new DateTime(2024, 2, 1), true, new DateTime(2024, 3, 1), false));
        Assert.Equal("febmar", Located(strategy, new DateTime(2024, 2, 1), true, new DateTime(2024, 3, 1), true));
    }

    [Fact]
    public void A_fraction_of_a_microsecond_loses_no_row()
    {
        // Sqlite keeps ticks: a key one tick after the bound, and so within the first microsecond of "after", is before a time of two ticks after it.
        var noon = new DateTime(2024, 1, 1, 12, 0, 0);
        var strategy = new RangeBuilder<DateTime>().Below(noon, "before").Below(noon.AddMicroseconds(1), "at").Rest("after").Build();

        Assert.Equal("at", strategy.ShardOf(noon.AddTicks(1)));
        Assert.Contains("at", Located(strategy, null, false, noon.AddTicks(2), false), StringComparison.Ordinal);
        Assert.Contains("at", Located(strategy, noon, false, null, false), StringComparison.Ordinal);
        Assert.Contains("before", Located(strategy, noon.AddTicks(-3), false, null, false), StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_are_asked_of_the_shards_that_can_hold_them()
    {
        var strategy = new RangeBuilder<DateOnly>().Below(new(2000, 1, 1), "old").Rest("new").Build();

        Assert.Equal("old", Located(strategy, null, false, new DateOnly(2000, 1, 1), false));
        Assert.Equal("new", Located(strategy, new DateOnly(1999, 12, 31), false, null, false));
    }

    [Fact]
    public void Text_and_Guids_are_asked_of_every_shard()
    {
        var text = new RangeBuilder<string>().Below("m", "a").Rest("b").Build();
        var guids = new RangeBuilder<Guid>().Below(Guid.NewGuid(), "a").Rest("b").Build();

        Assert.Null(text.LocateRange(new ShardKeyRange(ShardKey.From("x"), true, null, false)));
        Assert.Null(guids.LocateRange(new ShardKeyRange(ShardKey.From(Guid.Empty), true, null, false)));
    }

    [Fact]
    public void A_bound_of_another_kind_prunes_nothing()
    {
        Assert.Null(Numbers.LocateRange(new ShardKeyRange(ShardKey.From("x"), true, null, false)));
        Assert.Null(Numbers.LocateRange(new ShardKeyRange(null, false, ShardKey.From(new DateOnly(2024, 1, 1)), false)));
    }

    private static string Located(ShardStrategy strategy, object? from, bool fromInclusive, object? to, bool toInclusive)
    {
        var range = new ShardKeyRange(
            from is null ? null : ShardKey.From(from), fromInclusive, to is null ? null : ShardKey.From(to), toInclusive);
        return string.Concat(strategy.LocateRange(range)!.Select(position => strategy.Shards[position]));
    }
}
