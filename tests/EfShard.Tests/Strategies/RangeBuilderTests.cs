using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class RangeBuilderTests
{
    [Fact]
    public void Bounds_that_do_not_ascend_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new RangeBuilder<int>().Below(10, "a").Below(9, "b"));

        Assert.Contains("'9'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'10'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RangeBuilder<int>().Below(10, "a").Below(10, "b"));
        Assert.Throws<ArgumentException>(() => new RangeBuilder<string>().Below("😀", "a").Below("\uffff", "b"));
        Assert.Throws<ArgumentException>(() => new RangeBuilder<DateOnly>().Below(new(2024, 1, 1), "a").Below(new(2023, 1, 1), "b"));
    }

    [Fact]
    public void Bounds_that_are_the_same_instant_are_refused()
    {
        var noon = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Throws<ArgumentException>(() => new RangeBuilder<DateTimeOffset>().Below(noon, "a").Below(noon.ToOffset(TimeSpan.FromHours(2)), "b"));
    }

    [Fact]
    public void Bounds_finer_than_a_microsecond_are_refused()
    {
        var time = new DateTime(1990, 1, 1).AddTicks(1);

        Assert.Contains("microsecond", Assert.Throws<ArgumentException>(() => new RangeBuilder<DateTime>().Below(time, "a")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RangeBuilder<DateTimeOffset>().Below(new DateTimeOffset(time, TimeSpan.Zero), "a"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_bound()
        => Assert.Throws<ArgumentException>(() => new RangeBuilder<string>().Below("a\ud83d", "a"));

    [Fact]
    public void Nothing_follows_the_rest()
    {
        Assert.Throws<InvalidOperationException>(() => new RangeBuilder<int>().Rest("a").Below(1, "b"));
        Assert.Throws<InvalidOperationException>(() => new RangeBuilder<int>().Rest("a").Rest("b"));
    }

    [Fact]
    public void At_least_one_range_is_needed()
        => Assert.Throws<InvalidOperationException>(() => new RangeBuilder<int>().Build());

    [Fact]
    public void Names_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new RangeBuilder<int>().Below(1, " "));
        Assert.Throws<ArgumentException>(() => new RangeBuilder<int>().Rest(""));
        Assert.Throws<ArgumentNullException>(() => new RangeBuilder<string>().Below(null!, "a"));
    }

    [Fact]
    public void Types_without_an_order_that_holds_everywhere_are_refused()
    {
        Assert.Contains("'Decimal'", Assert.Throws<ArgumentException>(() => new RangeBuilder<decimal>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RangeBuilder<double>());
        Assert.Throws<ArgumentException>(() => new RangeBuilder<ulong>());
        Assert.Throws<ArgumentException>(() => new RangeBuilder<DayOfWeek>());
    }

    [Fact]
    public void A_strategy_does_not_change_with_its_builder()
    {
        var builder = new RangeBuilder<int>().Below(10, "a");
        var strategy = builder.Build();
        builder.Rest("b");

        Assert.Equal(["a"], strategy.Shards);
        Assert.Throws<ShardKeyException>(() => strategy.ShardOf(10));
    }
}
