using BlogApp.Diagnostics;

namespace BlogApp.Tests.Diagnostics;

public sealed class QueryLogTests
{
    [Fact]
    public void The_latest_entries_come_first_and_the_oldest_are_forgotten()
    {
        var log = new QueryLog();
        for (var i = 0; i < QueryLog.Capacity + 10; i++)
        {
            log.Add(new QueryLogEntry($"GET /{i}", "", [], TimeSpan.Zero));
        }

        var expected = Enumerable.Range(10, QueryLog.Capacity).Reverse().Select(i => $"GET /{i}");
        Assert.Equal(expected, log.Latest().Select(entry => entry.Page));
    }

    [Theory]
    [InlineData(1, "Posts[default]: p.AuthorId = @id")]
    [InlineData(2, "Posts[default]: p.AuthorId = @id · merge: concatenate")]
    public void The_headline_tells_of_the_merge_only_where_rows_were_merged(int legs, string expected)
    {
        const string Plan = "route to one shard, or push down to each\n  shards: s0\n  Posts[default]: p.AuthorId = @id\n  merge: concatenate";

        var entry = new QueryLogEntry("GET /", Plan, [.. Enumerable.Range(0, legs).Select(i => new QueryLeg($"s{i}", TimeSpan.Zero, TimeSpan.Zero, null, null))], TimeSpan.Zero);

        Assert.Equal(expected, entry.Headline);
    }

    [Fact]
    public void A_plan_of_one_line_is_its_own_headline()
        => Assert.Equal("any one shard", new QueryLogEntry("GET /", "any one shard", [], TimeSpan.Zero).Headline);

    [Theory]
    [InlineData("route to one shard, or push down to each\n  shards: s0", 1, QueryTier.Route)]
    [InlineData("route to one shard, or push down to each\n  shards: s0,s1\n  merge: by p.CreatedAt desc", 2, QueryTier.Push)]
    [InlineData("route to one shard, or push down to each\n  shards: s0,s1\n  merge: combine Count", 2, QueryTier.Combine)]
    [InlineData("any one shard", 1, QueryTier.Route)]
    [InlineData("gather\n  shards: s0,s1", 2, QueryTier.Gather)]
    [InlineData("write to one shard, or to each\n  shards: s0", 1, QueryTier.Write)]
    public void The_tier_is_read_from_the_plan(string plan, int legs, QueryTier expected) => Assert.Equal(expected, QueryTierReader.Of(plan, legs));

    [Fact]
    public async Task A_listener_hears_what_comes_and_misses_the_oldest_if_it_is_slow()
    {
        var log = new QueryLog();
        log.Add(Entry(0));
        using (log.Listen(out var entries))
        {
            for (var i = 1; i <= QueryLog.Capacity + 3; i++)
            {
                log.Add(Entry(i));
            }

            Assert.Equal("GET /4", (await entries.ReadAsync()).Page);
            Assert.Equal(5 + 1, (await entries.ReadAsync()).Number);
        }

        static QueryLogEntry Entry(int i) => new($"GET /{i}", "", [], TimeSpan.Zero);
    }
}
