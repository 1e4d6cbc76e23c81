using BlogApp.Model;

namespace BlogApp.Tests;

public sealed class IdGeneratorTests
{
    [Fact]
    public void Ids_made_at_once_by_many_threads_are_all_different()
    {
        var generator = new IdGenerator(TimeProvider.System, node: 1);
        var ids = new long[100_000];

        Parallel.For(0, ids.Length, i => ids[i] = generator.Next());

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(id > 0));
    }

    [Fact]
    public void Ids_rise_with_time_even_if_the_clock_is_set_back()
    {
        var clock = new SettableClock { Now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        var generator = new IdGenerator(clock, node: 1);

        var first = generator.Next();
        clock.Now += TimeSpan.FromMilliseconds(1);
        var later = generator.Next();
        clock.Now -= TimeSpan.FromHours(1);
        var setBack = generator.Next();

        Assert.True(first < later);
        Assert.True(later < setBack);
    }

    [Fact]
    public void Two_nodes_make_different_ids_in_the_same_millisecond()
    {
        var clock = new SettableClock { Now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };

        Assert.NotEqual(new IdGenerator(clock, node: 1).Next(), new IdGenerator(clock, node: 2).Next());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1023)]
    public void The_samples_node_and_numbers_that_do_not_fit_are_refused(int node)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new IdGenerator(TimeProvider.System, node));

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
