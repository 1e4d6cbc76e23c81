using EfShard.Integration;
using EfShard.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Execution;

public sealed class PlanCacheTests : IDisposable
{
    private readonly FourShards _shards = new();

    public PlanCacheTests() => _shards.Fill(owners: 20);

    [Fact]
    public async Task A_query_with_a_list_written_out_is_planned_once_and_the_second_run_gets_the_same_plan()
    {
        var (first, plans) = await RunAsync([1, 2, 3, 4, 5, 6]);
        var (second, plansAgain) = await RunAsync([7, 8, 9, 10, 11, 12]);

        Assert.Equal(1, plans);
        Assert.Equal(0, plansAgain);
        Assert.Equal(Enumerable.Range(1, 6).SelectMany(o => new[] { o * 10L, (o * 10L) + 1 }), first);
        Assert.Equal(Enumerable.Range(7, 6).SelectMany(o => new[] { o * 10L, (o * 10L) + 1 }), second);
    }

    [Fact]
    public async Task A_list_of_another_length_or_with_a_null_is_another_plan_with_the_right_rows()
    {
        await RunAsync([1, 2, 3, 4, 5, 6]);
        var (one, _) = await RunAsync([3]);
        var (many, _) = await RunAsync(Enumerable.Range(1, 20).Select(i => (long)i).ToArray());
        var (none, _) = await RunAsync([]);

        Assert.Equal([30L, 31L], one);
        Assert.Equal(40, many.Count);
        Assert.Empty(none);
    }

    [Fact]
    public async Task A_point_query_is_planned_once_for_all_contexts_and_keys()
    {
        async Task<long> Count(long owner)
        {
            await using var context = new NotesContext(Options());
            return await context.Notes.Where(n => n.OwnerId == owner && n.Text != "planned once").CountAsync();
        }

        var counter = PlanningEvents.Count();
        Assert.Equal(2, await Count(1));
        var afterFirst = counter.Value;
        for (long owner = 2; owner <= 20; owner++)
        {
            Assert.Equal(2, await Count(owner));
        }

        Assert.Equal(1, afterFirst);
        Assert.Equal(afterFirst, counter.Value);
    }

    [Fact]
    public async Task Hints_are_parameters_so_that_many_shards_are_one_query()
    {
        var counter = PlanningEvents.Count();
        var total = 0;
        foreach (var shard in new[] { "s0", "s1", "s2", "s3" })
        {
            await using var context = new NotesContext(Options());
            total += (await context.Notes.OnShard(shard).Where(n => n.Text != "named by a parameter").ToListAsync()).Count;
        }

        Assert.Equal(40, total);
        Assert.Equal(1, counter.Value);
    }

    public void Dispose() => _shards.Dispose();

    private DbContextOptions<NotesContext> Options()
        => new DbContextOptionsBuilder<NotesContext>(_shards.Options()).UseOwnQueryCache().Options;

    private async Task<(List<long> Ids, int Plans)> RunAsync(long[] owners)
    {
        var counter = PlanningEvents.Count();
        await using var context = new NotesContext(Options());
        var ids = await context.Notes.Where(n => owners.Contains(n.OwnerId)).OrderBy(n => n.Id).Select(n => n.Id).ToListAsync();
        return (ids, counter.Value);
    }
}
