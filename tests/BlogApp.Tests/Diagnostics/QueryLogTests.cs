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

        var entry = new QueryLogEntry("GET /", Plan, [.. Enumerable.Range(0, legs).Select(i => new QueryLeg($"s{i}", TimeSpan.Zero))], TimeSpan.Zero);

        Assert.Equal(expected, entry.Headline);
    }

    [Fact]
    public void A_plan_of_one_line_is_its_own_headline()
        => Assert.Equal("any one shard", new QueryLogEntry("GET /", "any one shard", [], TimeSpan.Zero).Headline);
}
