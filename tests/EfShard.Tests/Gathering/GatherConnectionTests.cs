using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Xunit;

namespace EfShard.Tests.Gathering;

/// <summary>The connection that gathers lives as long as its reader and no longer, however that ends.</summary>
public sealed class GatherConnectionTests : IDisposable
{
    private readonly LibraryDatabases _databases = new();

    [Fact]
    public void A_reader_holds_the_files_until_it_is_disposed_early()
    {
        using var sharded = _databases.Sharded(HowGathered.Attached);
        var rows = sharded.Books.AsEnumerable().GetEnumerator();
        Assert.True(rows.MoveNext());
        Assert.False(_databases.IsFree("s0"));

        rows.Dispose();

        AssertFree();
    }

    [Fact]
    public async Task So_does_an_asynchronous_one()
    {
        await using var sharded = _databases.Sharded(HowGathered.Attached);
        var rows = sharded.Books.AsAsyncEnumerable().GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());
        Assert.False(_databases.IsFree("s0"));

        await rows.DisposeAsync();

        AssertFree();
    }

    [Fact]
    public async Task A_query_that_was_read_to_its_end_holds_nothing()
    {
        await using var sharded = _databases.Sharded(HowGathered.Always);

        sharded.Books.ToList();
        await sharded.Books.Include(b => b.Reviews).AsSplitQuery().ToListAsync();
        Assert.Equal(60, await sharded.Books.CountAsync());

        AssertFree();
    }

    [Fact]
    public async Task A_query_that_fails_holds_nothing()
    {
        _databases.Execute("s2", "DROP TABLE \"Reviews\"");
        await using var sharded = _databases.Sharded(HowGathered.Always);

        Assert.Throws<SqliteException>(() => sharded.Reviews.Count());
        await Assert.ThrowsAsync<SqliteException>(() => sharded.Reviews.CountAsync());

        AssertFree();
        Assert.Equal(60, await sharded.Books.CountAsync());
    }

    [Fact]
    public async Task A_query_that_is_cancelled_holds_nothing()
    {
        await using var sharded = _databases.Sharded(HowGathered.Always);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var book in sharded.Books.AsAsyncEnumerable().WithCancellation(stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        AssertFree();
    }

    [Fact]
    public void Other_queries_of_the_context_run_while_rows_are_streamed()
    {
        using var sharded = _databases.Sharded(HowGathered.Always);
        var reviews = 0;
        foreach (var book in sharded.Books.AsEnumerable())
        {
            reviews += sharded.Reviews.Count(r => r.BookId == book.Id);
        }

        Assert.Equal(sharded.Reviews.Count(), reviews);
        AssertFree();
    }

    [Fact]
    public void Rows_are_buffered_where_a_retry_strategy_asks_for_it()
    {
        using var sharded = _databases.Sharded(
            HowGathered.Always, o => o.UseSqlite(sqlite => sqlite.ExecutionStrategy(d => new Retrying(d))).UseSharding(Again));
        using var single = _databases.Single();

        var expected = single.Books.Include(b => b.Reviews).AsEnumerable().Sum(b => b.Reviews.Count);
        Assert.Equal(expected, sharded.Books.Include(b => b.Reviews).AsEnumerable().Sum(b => b.Reviews.Count));
        AssertFree();
    }

    [Fact]
    public void A_shard_whose_map_says_something_else_is_not_attached()
    {
        _databases.Execute("s1", "UPDATE \"__EFShardMap\" SET \"Name\" = 's9' WHERE \"Name\" = 's1'");
        using var sharded = new LibraryContext(new DbContextOptionsBuilder<LibraryContext>().UseSqlite().UseSharding(sharding =>
        {
            Again(sharding);
            sharding.MaxParallelShards(7);
        }).Options);

        var error = Assert.Throws<ShardMapException>(() => sharded.Books.Count());
        Assert.Contains("s1", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _databases.Dispose();

    private void Again(ShardingOptionsBuilder sharding)
    {
        foreach (var shard in LibraryDatabases.Shards)
        {
            sharding.AddShard(shard, _databases.ConnectionString(shard));
        }

        LibraryDatabases.Gather(sharding.UnshardedOn(LibraryDatabases.UnshardedOn), HowGathered.Attached);
    }

    private void AssertFree() => Assert.All(LibraryDatabases.Shards, shard => Assert.True(_databases.IsFree(shard), $"{shard} is held."));

    private sealed class Retrying(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 1, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => false;
    }
}
