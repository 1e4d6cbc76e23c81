using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class RangeStrategyTests
{
    private static readonly RangeStrategy<long> Orders =
        new RangeBuilder<long>().Below(1_000_000, "s0").Below(2_000_000, "s1").Rest("s2").Build();

    [Theory]
    [InlineData(long.MinValue, "s0")]
    [InlineData(999_999, "s0")]
    [InlineData(1_000_000, "s1")]
    [InlineData(1_999_999, "s1")]
    [InlineData(2_000_000, "s2")]
    [InlineData(long.MaxValue, "s2")]
    public void A_bound_belongs_to_the_range_above_it(long key, string shard) => Assert.Equal(shard, Orders.ShardOf(key));

    [Fact]
    public void Numbers_of_every_width_find_their_range()
    {
        var strategy = new RangeBuilder<short>().Below(-1, "a").Below(1, "b").Rest("c").Build();

        Assert.Equal("a", strategy.ShardOf((sbyte)-2));
        Assert.Equal("b", strategy.ShardOf(0));
        Assert.Equal("c", strategy.ShardOf(uint.MaxValue));
        Assert.Equal("c", strategy.ShardOf(DayOfWeek.Friday));
    }

    [Fact]
    public void Text_is_compared_by_code_points()
    {
        var strategy = new RangeBuilder<string>().Below("M", "a").Below("m", "b").Below("\uffff", "c").Rest("d").Build();

        Assert.Equal("a", strategy.ShardOf(""));
        Assert.Equal("a", strategy.ShardOf("Lzz"));
        Assert.Equal("b", strategy.ShardOf("Z"));
        Assert.Equal("b", strategy.ShardOf("a"));
        Assert.Equal("c", strategy.ShardOf("é"));
        Assert.Equal("c", strategy.ShardOf("\ue000"));
        Assert.Equal("d", strategy.ShardOf("😀"));
    }

    [Fact]
    public void Guids_are_compared_as_they_are_written()
    {
        var strategy = new RangeBuilder<Guid>()
            .Below(Guid.Parse("01000000-0000-0000-0000-000000000000"), "a")
            .Below(Guid.Parse("80000000-0000-0000-0000-000000000000"), "b")
            .Rest("c").Build();

        Assert.Equal("a", strategy.ShardOf(Guid.Parse("00ffffff-ffff-ffff-ffff-ffffffffffff")));
        Assert.Equal("b", strategy.ShardOf(Guid.Parse("7fffffff-0000-0000-0000-000000000000")));
        Assert.Equal("c", strategy.ShardOf(Guid.Parse("ff000000-0000-0000-0000-000000000000")));
    }

    [Fact]
    public void Guids_find_the_range_that_the_order_of_their_text_gives()
    {
        var random = new RandomValues(21);
        var bounds = random.Many(20, values => values.Guid()).OrderBy(guid => guid.ToString("N"), StringComparer.Ordinal).ToArray();
        var builder = new RangeBuilder<Guid>();
        for (var i = 0; i < bounds.Length; i++)
        {
            builder.Below(bounds[i], $"s{i}");
        }

        var strategy = builder.Rest($"s{bounds.Length}").Build();

        Assert.All(
            random.Many(2000, values => values.Guid()),
            key => Assert.Equal(
                $"s{bounds.Count(bound => string.CompareOrdinal(bound.ToString("N"), key.ToString("N")) <= 0)}", strategy.ShardOf(key)));
    }

    [Fact]
    public void Times_are_compared_to_the_microsecond_and_offsets_in_UTC()
    {
        var noon = new DateTime(1999, 1, 1, 12, 0, 0);
        var times = new RangeBuilder<DateTime>().Below(noon, "before").Rest("after").Build();
        var instants = new RangeBuilder<DateTimeOffset>().Below(new DateTimeOffset(noon, TimeSpan.FromHours(3)), "before").Rest("after").Build();

        Assert.Equal("before", times.ShardOf(noon.AddTicks(-1)));
        Assert.Equal("after", times.ShardOf(noon));
        Assert.Equal("after", times.ShardOf(DateTime.SpecifyKind(noon, DateTimeKind.Utc)));
        Assert.Equal("before", instants.ShardOf(new DateTimeOffset(noon.AddHours(-3).AddTicks(-1), TimeSpan.Zero)));
        Assert.Equal("after", instants.ShardOf(new DateTimeOffset(noon.AddHours(-3), TimeSpan.Zero)));
        Assert.Equal("after", instants.ShardOf(new DateTimeOffset(noon.AddHours(2), TimeSpan.FromHours(5))));
    }

    [Fact]
    public void Dates_find_their_range()
    {
        var strategy = new RangeBuilder<DateOnly>().Below(new(1999, 1, 1), "old").Below(new(2024, 1, 1), "mid").Rest("new").Build();

        Assert.Equal("old", strategy.ShardOf(new DateOnly(1998, 12, 31)));
        Assert.Equal("mid", strategy.ShardOf(new DateOnly(2023, 12, 31)));
        Assert.Equal("new", strategy.ShardOf(new DateOnly(2024, 1, 1)));
    }

    [Fact]
    public void A_key_outside_every_range_is_refused_without_being_printed()
    {
        var strategy = new RangeBuilder<long>().Below(100, "a").Build();

        var error = Assert.Throws<ShardKeyException>(() => strategy.ShardOf(987_654));

        Assert.Contains("outside every range", error.Message, StringComparison.Ordinal);
        Assert.Contains("'100'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("987", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_kind_is_refused_without_being_printed()
    {
        var error = Assert.Throws<ShardKeyException>(() => Orders.ShardOf("secret"));

        Assert.Contains("kind Text", error.Message, StringComparison.Ordinal);
        Assert.Contains("kind Number", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShardKeyException>(() => Orders.Locate(ShardKey.From([ShardKey.From(1), ShardKey.From(2)])));
        Assert.Throws<ShardKeyException>(() => Orders.ShardOf(new DateOnly(2024, 1, 1)));
    }

    [Fact]
    public void No_value_lies_with_the_rest_or_else_on_the_first_shard()
    {
        Assert.Equal("s2", Orders.ShardOf(null));
        Assert.Equal("a", new RangeBuilder<int>().Below(1, "a").Below(2, "b").Build().ShardOf(null));
    }

    [Fact]
    public void A_shard_may_have_several_ranges()
    {
        var strategy = new RangeBuilder<int>().Below(10, "b").Below(20, "a").Below(30, "b").Rest("a").Build();

        Assert.Equal(["b", "a"], strategy.Shards);
        Assert.Equal(["b", "a", "b", "a"], new[] { 5, 15, 25, 35 }.Select(key => strategy.ShardOf(key)));
    }

    [Fact]
    public void The_definition_is_canonical()
    {
        Assert.Equal("range-v1/number:<1000000=s0;<2000000=s1;*=s2", Orders.Definition);
        Assert.Equal(
            new RangeBuilder<int>().Below(-5, "a").Rest("b").Build().Definition,
            StrategyAssert.UnderAStrangeCulture(() => new RangeBuilder<long>().Below(-9, "a").Below(-5, "a").Below(7, "b").Rest("b").Build().Definition));
        Assert.Equal("range-v1/text:<a%3Bb%3D=s%3D;*=%C3%BC", new RangeBuilder<string>().Below("a;b=", "s=").Rest("ü").Build().Definition);
        Assert.Equal("range-v1/date:<2024-02-29=a", new RangeBuilder<DateOnly>().Below(new(2024, 2, 29), "a").Build().Definition);
        Assert.Equal(
            "range-v1/guid:<0190b6c8-7a3e-7c1d-9b52-3f1a6d0c8e47=a",
            new RangeBuilder<Guid>().Below(Guid.Parse("0190b6c8-7a3e-7c1d-9b52-3f1a6d0c8e47"), "a").Build().Definition);
        Assert.Equal(
            "range-v1/timestamp:<2024-01-01T10:30:00.000001=a",
            StrategyAssert.UnderAStrangeCulture(() => new RangeBuilder<DateTimeOffset>()
                .Below(new DateTimeOffset(2024, 1, 1, 12, 30, 0, TimeSpan.FromHours(2)).AddMicroseconds(1), "a").Build().Definition));
    }
}
