using System.Diagnostics;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Diagnostics;

/// <summary>The legs of a gather say how many rows and bytes each sent, and add up to what the statement says.</summary>
public sealed class GatherTraceTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Each_leg_says_what_it_sent(bool isAsync) => CheckAsync(sqlite, isAsync, hasHome: false);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Each_leg_says_what_it_sent_on_PostgreSQL(bool isAsync) => CheckAsync(postgres, isAsync, hasHome: true);

    [Fact]
    public async Task What_is_beyond_the_budget_ends_its_legs_too()
    {
        using var traces = new Traces();
        await using var db = sqlite.Sharded(ShapeTraits.SmallBudget | ShapeTraits.GatherRefused);
        await Assert.ThrowsAsync<GatherBudgetException>(() => db.Posts.Join(db.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id }).ToListAsync());

        Assert.Equal(0, traces.Open);
        Assert.Contains(traces.LegsOf(traces.Of("EfShard.Statement")[^1]), leg => leg.Status is ActivityStatusCode.Error);
    }

    private static async Task CheckAsync(BlogDatabases databases, bool isAsync, bool hasHome)
    {
        using var traces = new Traces();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused | ShapeTraits.GatherAlways);
        var query = db.Posts.IgnoreQueryFilters().Join(db.Posts.IgnoreQueryFilters(), p => p.Id, q => q.Id + 1, (p, q) => new { p.Id, Other = q.Id });
        _ = isAsync ? await query.ToListAsync() : query.ToList();

        Assert.Equal(0, traces.Open);
        Assert.Null(Activity.Current);
        var statement = Assert.Single(traces.Of("EfShard.Statement"));
        var legs = traces.LegsOf(statement);
        var expected = databases.Data.Of<Tests.Model.Blog.Post>().GroupBy(p => databases.Keys.ShardOfUser(p.AuthorId)).ToDictionary(g => g.Key, g => (long)g.Count());
        Assert.Equal(expected.Count, legs.Count);
        Assert.All(legs, leg => Assert.Equal(expected[Traces.Shard(leg)], leg.GetTagItem("db.response.returned_rows")));
        Assert.All(legs, leg => Assert.Equal(!hasHome || Traces.Shard(leg) != "s0", (long)leg.GetTagItem("efshard.gathered.bytes")! > 0));
        Assert.All(legs, leg => Assert.Contains("SELECT", (string)leg.GetTagItem("db.query.text")!, StringComparison.Ordinal));
        Assert.Equal(statement.GetTagItem("efshard.gathered.rows"), legs.Sum(leg => (long)leg.GetTagItem("db.response.returned_rows")!));
        Assert.Equal(statement.GetTagItem("efshard.gathered.bytes"), legs.Sum(leg => (long)leg.GetTagItem("efshard.gathered.bytes")!));
    }
}
