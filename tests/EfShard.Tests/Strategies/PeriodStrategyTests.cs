using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class PeriodStrategyTests
{
    [Theory]
    [InlineData("2024-01-01", "a")]
    [InlineData("2024-01-31", "a")]
    [InlineData("2024-02-01", "b")]
    [InlineData("2024-03-01", "c")]
    [InlineData("2024-04-01", "a")]
    [InlineData("2029-05-31", "b")]
    [InlineData("9999-12-31", "c")]
    public void Months_go_to_shards_in_turns(string day, string shard)
        => Assert.Equal(shard, Months(m => m.From(new(2024, 1, 1)).Cycle("a", "b", "c")).ShardOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_period_begins_at_its_first_instant_in_UTC()
    {
        var strategy = Build(PeriodLength.Quarter, q => q.From(new(2024, 1, 1)).Periods("q1", "q2"));

        Assert.Equal("q1", strategy.ShardOf(new DateTime(2024, 4, 1).AddTicks(-1)));
        Assert.Equal("q2", strategy.ShardOf(new DateTime(2024, 4, 1)));
        Assert.Equal("q1", strategy.ShardOf(new DateTimeOffset(2024, 4, 1, 1, 0, 0, TimeSpan.FromHours(2))));
        Assert.Equal("q2", strategy.ShardOf(new DateTimeOffset(2024, 3, 31, 23, 0, 0, TimeSpan.FromHours(-1))));
        Assert.Equal("q2", strategy.ShardOf(new DateOnly(2024, 6, 30)));
    }

    [Fact]
    public void A_key_after_the_last_period_is_refused_and_the_error_says_so()
    {
        var strategy = Build(PeriodLength.Quarter, q => q.From(new(2024, 1, 1)).Periods("q1", "q2"));

        var error = Assert.Throws<ShardKeyException>(() => strategy.ShardOf(new DateTime(2024, 7, 1)));

        Assert.Contains("after the last period that has a shard, 2024-Q2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Periods(...)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_before_the_first_period_is_refused_unless_there_is_a_shard_for_it()
    {
        var error = Assert.Throws<ShardKeyException>(() => Months(m => m.From(new(2024, 3, 1)).Cycle("a")).ShardOf(new DateOnly(2024, 2, 29)));
        Assert.Contains("before the first period that has a shard, 2024-03", error.Message, StringComparison.Ordinal);

        var withBefore = Months(m => m.From(new(2024, 3, 1)).Cycle("a").Before("old"));
        Assert.Equal("old", withBefore.ShardOf(new DateOnly(2024, 2, 29)));
        Assert.Equal("old", withBefore.ShardOf(DateTime.MinValue));
        Assert.Equal("old", withBefore.ShardOf(null));
        Assert.Equal("a", Months(m => m.From(new(2024, 3, 1)).Cycle("a")).ShardOf(null));
    }

    [Fact]
    public void A_key_that_is_no_time_is_refused()
        => Assert.Throws<ShardKeyException>(() => Months(m => m.From(new(2024, 1, 1)).Cycle("a")).ShardOf(5L));

    [Theory]
    [InlineData("2024-01-01", "2024-02-01", false, "a")]
    [InlineData("2024-01-01", "2024-02-01", true, "a b")]
    [InlineData("2023-11-05", "2024-01-31", true, "old a")]
    [InlineData("2024-03-15", "2024-09-15", true, "c")]
    [InlineData("2024-05-01", "2024-06-01", false, "")]
    [InlineData("2024-02-10", "2024-02-01", false, "")]
    [InlineData("2024-02-10", null, false, "b c")]
    [InlineData(null, "2024-01-15", false, "old a")]
    public void A_range_asks_the_shards_of_its_months(string? from, string? to, bool toInclusive, string shards)
    {
        var strategy = Months(m => m.From(new(2024, 1, 1)).Periods("a", "b", "c").Before("old"));

        Assert.Equal(Sorted(shards), Located(strategy, Date(from), Date(to), toInclusive));
        Assert.Equal(Sorted(shards), Located(strategy, Time(from), Time(to), toInclusive));
    }

    [Fact]
    public void A_long_range_of_a_cycle_asks_every_shard_once()
    {
        var strategy = Months(m => m.From(new(2024, 1, 1)).Cycle("a", "b", "c"));

        Assert.Equal(["a", "b", "c"], Located(strategy, Date("2024-01-01"), null, false));
        Assert.Equal(["b", "c"], Located(strategy, Date("2030-02-01"), Date("2030-04-01"), false));
    }

    [Fact]
    public void A_range_of_something_else_asks_every_shard()
        => Assert.Null(Months(m => m.From(new(2024, 1, 1)).Cycle("a")).LocateRange(new ShardKeyRange(ShardKey.From(1L), true, null, false)));

    [Theory]
    [InlineData(1, 12)]
    [InlineData(3, 4)]
    [InlineData(12, 1)]
    public void Every_day_lies_in_a_located_shard_of_every_range_around_it(int length, int perYear)
    {
        var strategy = Build((PeriodLength)length, p => p.From(new(2024, 1, 1)).Periods([.. Enumerable.Range(0, perYear * 2).Select(i => $"s{i}")]).Before("old"));
        var random = new RandomValues(5);
        for (var i = 0; i < 2_000; i++)
        {
            var day = new DateOnly(2023, 6, 1).AddDays((int)random.Below(900));
            var (from, to) = (day.AddDays(-(int)random.Below(60)), day.AddDays((int)random.Below(60)));

            Assert.Contains(strategy.ShardOf(day), Located(strategy, ShardKey.From(from), ShardKey.From(to), true));
        }
    }

    [Fact]
    public void The_definition_never_changes()
    {
        Assert.Equal("month-v1/cycle:2024-01=a;b%3B", Months(m => m.From(new(2024, 1, 1)).Cycle("a", "b;")).Definition);
        Assert.Equal("quarter-v1/periods/before=old:2024-Q3=a;b", Build(PeriodLength.Quarter, q => q.Before("old").Periods("a", "b").From(new(2024, 7, 1))).Definition);
        Assert.Equal("year-v1/periods:2024=a", StrategyAssert.UnderAStrangeCulture(() => Build(PeriodLength.Year, y => y.From(new(2024, 1, 1)).Periods("a"))).Definition);
    }

    [Fact]
    public void Periods_at_the_end_extend_a_written_definition_and_nothing_else_does()
    {
        var written = Months(m => m.From(new(2024, 1, 1)).Periods("a", "b")).Definition;

        Assert.True(Months(m => m.From(new(2024, 1, 1)).Periods("a", "b", "c")).Extends(written));
        Assert.False(Months(m => m.From(new(2024, 1, 1)).Periods("a", "bc")).Extends(written));
        Assert.False(Months(m => m.From(new(2024, 1, 1)).Periods("b", "a", "c")).Extends(written));
        Assert.False(Months(m => m.From(new(2024, 2, 1)).Periods("a", "b", "c")).Extends(written));
        Assert.False(Months(m => m.From(new(2024, 1, 1)).Cycle("a", "b", "c")).Extends(Months(m => m.From(new(2024, 1, 1)).Cycle("a", "b")).Definition));
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Build(PeriodLength.Quarter, q => q.From(new(2024, 2, 1)).Cycle("a")));
        Assert.Throws<ArgumentException>(() => Months(m => m.From(new(2024, 1, 2)).Cycle("a")));
        Assert.Throws<ArgumentException>(() => Months(m => m.From(new(2024, 1, 1)).Cycle()));
        Assert.Throws<ArgumentException>(() => Months(m => m.From(new(2024, 1, 1)).Cycle("a", " ")));
        Assert.Throws<InvalidOperationException>(() => Months(m => m.Cycle("a")));
        Assert.Throws<InvalidOperationException>(() => Months(m => m.From(new(2024, 1, 1))));
        Assert.Throws<InvalidOperationException>(() => Months(m => m.From(new(2024, 1, 1)).Cycle("a").Periods("b")));
        Assert.Throws<InvalidOperationException>(() => Months(m => m.From(new(9999, 12, 1)).Periods("a", "b")));
    }

    private static ShardStrategy Months(Action<PeriodBuilder> configure) => Build(PeriodLength.Month, configure);

    private static ShardStrategy Build(PeriodLength length, Action<PeriodBuilder> configure)
    {
        var builder = new PeriodBuilder(length);
        configure(builder);
        return builder.Build();
    }

    private static ShardKey? Date(string? text) => text is null ? null : ShardKey.From(DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static ShardKey? Time(string? text) => text is null ? null : ShardKey.From(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static string[] Sorted(string shards) => [.. shards.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static string[] Located(ShardStrategy strategy, ShardKey? from, ShardKey? to, bool toInclusive)
        => [.. strategy.LocateRange(new ShardKeyRange(from, true, to, toInclusive))!.Select(position => strategy.Shards[position]).Order(StringComparer.Ordinal)];
}
