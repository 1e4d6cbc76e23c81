using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>With <c>StableOrder</c>, pages over rows that are equal in every key neither repeat nor lose a row.</summary>
public class StableOrderTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private const int PageSize = 7;

    [Fact]
    public Task Pages_over_ties_are_the_whole_in_order() => CheckPagesAsync(sqlite);

    [PostgresFact]
    public Task Pages_over_ties_are_the_whole_in_order_on_PostgreSQL() => CheckPagesAsync(postgres);

    [Fact]
    public async Task Parents_with_children_come_in_the_order_of_their_keys()
    {
        await using var sharded = sqlite.Sharded();
        var pages = new List<long>();
        for (var page = 0; page < 3; page++)
        {
            pages.AddRange((await sharded.Users.Include(u => u.Posts).OrderBy(u => u.IsActive).StableOrder().Skip(page * PageSize).Take(PageSize).ToListAsync())
                .Select(u => u.Id));
        }

        await using var single = sqlite.Single();
        Assert.Equal(await single.Users.OrderBy(u => u.IsActive).ThenBy(u => u.Id).Select(u => u.Id).Take(3 * PageSize).ToListAsync(), pages);
    }

    [Fact]
    public async Task Groups_come_in_the_order_of_their_keys()
    {
        await using var sharded = sqlite.Sharded();
        await using var single = sqlite.Single();
        var expected = await single.Users.GroupBy(u => u.Age).Select(g => new { g.Key, Count = g.Count() })
            .OrderBy(x => x.Count).ThenBy(x => x.Key).ToListAsync();
        Assert.Equal(
            expected,
            await sharded.Users.StableOrder().GroupBy(u => u.Age).Select(g => new { g.Key, Count = g.Count() }).OrderBy(x => x.Count).ToListAsync());
    }

    [Fact]
    public async Task A_count_needs_no_order()
    {
        await using var sharded = sqlite.Sharded();
        await using var single = sqlite.Single();
        Assert.Equal(await single.Posts.CountAsync(), await sharded.Posts.StableOrder().CountAsync());
    }

    private static async Task CheckPagesAsync(BlogDatabases databases)
    {
        await using var single = databases.Single();
        var expected = await single.Posts.OrderBy(p => p.Rating).ThenBy(p => p.Id).Select(p => p.Id).ToListAsync();
        await using var sharded = databases.Sharded();
        var pages = new List<long>();
        for (var page = 0; page * PageSize < expected.Count; page++)
        {
            pages.AddRange(await sharded.Posts.OrderBy(p => p.Rating).StableOrder().Skip(page * PageSize).Take(PageSize).Select(p => p.Id).ToListAsync());
        }

        Assert.Equal(expected, pages);
    }
}
