using EfShard.Integration;
using EfShard.Tests.Infrastructure;
using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>EF forgets a command whose list became parameters; EfShard does not plan it again.</summary>
public class PlanCacheTests(SqliteBlog databases) : IClassFixture<SqliteBlog>
{
    [Fact]
    public async Task The_second_run_of_a_query_with_a_list_plans_nothing()
    {
        Assert.Equal([25L, 50, 2500], await Orders(25, 50, 2500));
        var planned = PlanningEvents.Count();
        Assert.Equal([75L, 1500, 2975], await Orders(75, 1500, 2975));
        Assert.Equal(0, planned.Value);
    }

    [Fact]
    public async Task A_second_run_with_other_keys_asks_the_shards_of_those_keys()
    {
        await Orders(100, 125);
        var recorder = databases.Recorder();
        var planned = PlanningEvents.Count();
        Assert.Equal([1200L, 2200], await Orders(recorder, 1200, 2200));
        Assert.Equal(["s1", "s2"], recorder.Databases);
        Assert.Equal(0, planned.Value);
    }

    [Fact]
    public async Task A_list_with_a_null_is_planned_by_itself()
    {
        var keys = databases.Keys;
        Assert.Equal([keys.User], await Users([keys.User, keys.User]));
        Assert.Equal([keys.User], await Users([keys.User, null]));
        Assert.Equal([keys.Other], await Users([keys.Other, keys.Other]));
    }

    [Fact]
    public async Task A_query_without_a_list_is_planned_once()
    {
        await using (var db = Sharded())
        {
            await db.Posts.Where(p => p.AuthorId == databases.Keys.User && p.Rating < 99).ToListAsync();
        }

        var planned = PlanningEvents.Count();
        await using var second = Sharded();
        await second.Posts.Where(p => p.AuthorId == databases.Keys.User && p.Rating < 99).ToListAsync();
        Assert.Equal(0, planned.Value);
    }

    private Task<List<long>> Orders(params long[] ids) => Orders(databases.Recorder(), ids);

    private async Task<List<long>> Orders(CommandRecorder recorder, params long[] ids)
    {
        await using var db = Sharded(recorder);
        return await db.Orders.Where(o => ids.Contains(o.Id)).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync();
    }

    private async Task<List<long>> Users(long?[] ids)
    {
        await using var db = Sharded();
        return await db.Users.Where(u => ids.Contains(u.Id)).OrderBy(u => u.Id).Select(u => u.Id).ToListAsync();
    }

    private BlogContext Sharded(params IInterceptor[] interceptors)
        => databases.Sharded(more: options => options.UseOwnQueryCache().AddInterceptors(interceptors));
}
