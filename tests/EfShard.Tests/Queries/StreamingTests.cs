using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Rows come as they are read, and nothing stays open behind them.</summary>
public class StreamingTests(LargeBlog databases) : IClassFixture<LargeBlog>
{
    private const int Shards = 4;

    // A merge looks at the first row of each leg, and at the next one of the leg whose row it gave.
    private const int ReadsForThreeRows = (2 * Shards) + 3;

    [Fact]
    public async Task The_first_rows_of_an_ordered_query_come_before_its_legs_are_read_to_their_ends()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        await using (var rows = db.Accounts.AsNoTracking().OrderBy(a => a.Login).AsAsyncEnumerable().GetAsyncEnumerator())
        {
            await ReadThreeAsync(rows);
            Assert.Equal(Shards, watch.Readers.Count);
            Assert.InRange(watch.Reads, 3, ReadsForThreeRows);
        }

        Assert.InRange(watch.Reads, 3, ReadsForThreeRows);
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public async Task The_first_rows_without_an_order_come_before_the_legs_are_read_to_their_ends()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        await using (var rows = db.Accounts.AsNoTracking().AsAsyncEnumerable().GetAsyncEnumerator())
        {
            await ReadThreeAsync(rows);
        }

        Assert.InRange(watch.Reads, 3, ReadsForThreeRows);
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public void The_first_rows_come_as_early_synchronously()
    {
        var watch = new ReaderWatch(databases.NameOf);
        using var db = Open(watch);
        Assert.Equal(3, db.Accounts.AsNoTracking().OrderByDescending(a => a.Login).AsEnumerable().Take(3).Count());
        Assert.InRange(watch.Reads, 3, ReadsForThreeRows);
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public async Task A_limit_reads_no_more_of_a_leg_than_it_needs()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        Assert.Equal(10, (await db.Accounts.AsNoTracking().OrderBy(a => a.Login).Take(10).ToListAsync()).Count);
        Assert.InRange(watch.Reads, 10, 10 + (2 * Shards));
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public async Task All_rows_come_and_every_reader_is_closed_at_the_end()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        var (count, last) = (0, "");
        await foreach (var account in db.Accounts.AsNoTracking().Where(a => a.Login.StartsWith("bulk-")).OrderBy(a => a.Login).AsAsyncEnumerable())
        {
            Assert.True(string.CompareOrdinal(last, account.Login) < 0);
            (count, last) = (count + 1, account.Login);
        }

        Assert.Equal(Shards * LargeBlog.AccountsPerShard, count);
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public async Task Cancelling_ends_the_query_and_closes_every_reader()
    {
        using var cancellation = new CancellationTokenSource();
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        var count = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var row in db.Accounts.AsNoTracking().OrderBy(a => a.Login).AsAsyncEnumerable().WithCancellation(cancellation.Token))
            {
                if (++count == 5)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.Equal(5, count);
        Assert.True(watch.AllClosed);
        Assert.Equal(60, (await db.Users.ToListAsync()).Count);
    }

    [Fact]
    public async Task A_cancelled_token_starts_nothing()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Users.ToListAsync(new CancellationToken(canceled: true)));
        Assert.Empty(watch.Readers);
    }

    [Fact]
    public async Task A_leg_that_fails_among_its_rows_fails_the_query_and_is_named()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        var count = 0;
        var failure = await Assert.ThrowsAsync<SqliteException>(async () =>
        {
            await foreach (var row in db.Orders.OrderBy(o => o.Id).Select(o => new { o.Id, User = Math.Abs(o.UserId) }).AsAsyncEnumerable())
            {
                Assert.True(row.Id < LargeBlog.BrokenOrder);
                count++;
            }
        });
        Assert.Equal(LargeBlog.BrokenShard, failure.ShardName());
        Assert.True(count > 0);
        Assert.True(watch.AllClosed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leg_that_fails_at_once_fails_the_query_and_is_named(bool async)
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        var projects = db.Projects.IgnoreQueryFilters().OrderBy(p => p.Id);
        var failure = async
            ? await Assert.ThrowsAsync<SqliteException>(() => projects.ToListAsync())
            : Assert.Throws<SqliteException>(() => projects.ToList());
        Assert.Contains("no such table", failure.Message, StringComparison.Ordinal);
        Assert.Equal(LargeBlog.IncompleteShard, failure.ShardName());
        Assert.True(watch.AllClosed);
        Assert.Equal(60, (await db.Users.ToListAsync()).Count);
    }

    [Fact]
    public async Task An_exception_of_the_application_among_the_rows_closes_every_reader()
    {
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = Open(watch);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () =>
        {
            await foreach (var row in db.Accounts.AsNoTracking().OrderBy(a => a.Login).AsAsyncEnumerable())
            {
                throw new TimeZoneNotFoundException(row.Login);
            }
        });
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public async Task Disposing_of_the_context_among_the_rows_leaves_no_connection_open()
    {
        var watch = new ReaderWatch(databases.NameOf);
        var db = Open(watch);
        var rows = db.Accounts.AsNoTracking().OrderBy(a => a.Login).AsAsyncEnumerable().GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());
        await db.DisposeAsync();
        await rows.DisposeAsync();
        Assert.True(watch.AllClosed);
    }

    private BlogContext Open(ReaderWatch watch) => databases.Sharded(more: o => o.AddInterceptors(watch));

    private static async Task ReadThreeAsync<T>(IAsyncEnumerator<T> rows)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await rows.MoveNextAsync());
        }
    }
}
