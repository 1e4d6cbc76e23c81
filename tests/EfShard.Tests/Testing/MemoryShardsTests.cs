using EfShard.Testing;
using EfShard.TestServers;
using EfShard.Tests.Schema.Migrations;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Testing;

/// <summary>The package for users' own tests: shards in memory, faults, and a budget of shards.</summary>
public sealed class MemoryShardsTests : IDisposable
{
    private readonly MemoryShards _shards = new(4);

    [Fact]
    public async Task Shards_begin_empty_and_hold_rows_where_they_belong()
    {
        await using var context = _shards.Create<MigratedContext>(options => new MigratedContext(options));
        using var others = new MemoryShards(2);
        await using var other = others.Create<MigratedContext>(options => new MigratedContext(options));

        context.Add(new MigratedContext.Author { Id = 50, Name = "Ada" });
        await context.SaveChangesAsync();

        await using var again = new MigratedContext(_shards.Options<MigratedContext>());
        Assert.Equal(10, (await again.Set<MigratedContext.Author>().ToListAsync()).Count);
        Assert.Equal(9, (await other.Set<MigratedContext.Author>().ToListAsync()).Count);
        Assert.Equal(["s0", "s1", "s2", "s3"], _shards.Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failing_shard_fails_the_queries_that_need_it(bool async)
    {
        await using var context = _shards.Create<MigratedContext>(options => new MigratedContext(options));
        var all = context.Set<MigratedContext.Author>();
        var shard = context.Sharding().ShardOf<MigratedContext.Author>(1L).Name;
        _shards.Faults.Fail(shard, () => new TimeoutException("slow disk"));

        var error = async ? await Assert.ThrowsAsync<TimeoutException>(() => all.ToListAsync()) : Assert.Throws<TimeoutException>(() => all.ToList());
        Assert.Equal(shard, error.ShardName());
        Assert.NotNull(await all.SingleOrDefaultAsync(a => a.Id == 4));

        _shards.Faults.Clear();
        Assert.Equal(9, (await all.ToListAsync()).Count);
    }

    [Fact]
    public async Task A_held_shard_keeps_a_query_waiting_until_it_is_released_or_cancelled()
    {
        await using var context = _shards.Create<MigratedContext>(options => new MigratedContext(options));
        using var cancellation = new CancellationTokenSource();
        using (_shards.Faults.Hold("s2"))
        {
            var query = context.Set<MigratedContext.Author>().ToListAsync(cancellation.Token);
            Assert.Throws<InvalidOperationException>(() => _shards.Faults.Hold("s2"));
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        }

        await using var second = new MigratedContext(_shards.Options<MigratedContext>());
        Task<List<MigratedContext.Author>> waiting;
        using (_shards.Faults.Hold("s2"))
        {
            waiting = Task.Run(() => second.Set<MigratedContext.Author>().ToListAsync());
            await Eventually.TrueAsync(() => _shards.Faults.Waiting > 0, "the query waits on the held shard");
            Assert.False(waiting.IsCompleted);
        }

        Assert.Equal(9, (await waiting).Count);
        Assert.Equal(0, _shards.Faults.Waiting);
    }

    [Fact]
    public async Task A_budget_fails_the_code_that_asks_more_shards_and_names_the_statements()
    {
        await using var context = _shards.Create<MigratedContext>(options => new MigratedContext(options));
        using (ScatterBudget.AtMost(1))
        {
            Assert.NotNull(await context.Set<MigratedContext.Author>().SingleAsync(a => a.Id == 3));
        }

        using (var four = ScatterBudget.AtMost(4))
        {
            Assert.Equal(9, (await context.Set<MigratedContext.Author>().ToListAsync()).Count);
            Assert.Empty(four.Overruns);
        }

        var error = await Assert.ThrowsAsync<ScatterBudgetException>(async () =>
        {
            using var outer = ScatterBudget.AtMost(4);
            using (ScatterBudget.AtMost(1))
            {
                await context.Set<MigratedContext.Author>().OrderBy(a => a.Name).ToListAsync();
            }
        });
        Assert.Contains("1 statement(s) asked more than 1 shard(s)", error.Message, StringComparison.Ordinal);
        Assert.Contains("s0,s1,s2,s3", Assert.Single(error.Overruns).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_beside_a_budget_does_not_count()
    {
        await using var context = _shards.Create<MigratedContext>(options => new MigratedContext(options));
        var begun = new TaskCompletionSource();
        var beside = Task.Run(async () =>
        {
            await begun.Task;
            return await context.Set<MigratedContext.Author>().ToListAsync();
        });

        using (ScatterBudget.AtMost(0))
        {
            begun.SetResult();
            Assert.Equal(9, (await beside).Count);
        }
    }

    public void Dispose() => _shards.Dispose();
}
