using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Paging;

/// <summary>Rows that others write between the steps of a page make it no shorter and leave no gap.</summary>
public sealed class MovingPageTests(EntryDatabases databases) : IClassFixture<EntryDatabases>
{
    private const int Skip = 400;
    private const int Take = 20;

    [Theory]
    [InlineData(Between.Keys)]
    [InlineData(Between.Rows)]
    public Task Rows_before_and_on_the_page_that_vanish_between_steps_leave_no_gap(string step) => CheckAsync(step, isSqlite: true, times: 1);

    [PostgresTheory]
    [InlineData(Between.Keys)]
    [InlineData(Between.Rows)]
    public Task Rows_before_and_on_the_page_that_vanish_between_steps_leave_no_gap_on_PostgreSQL(string step) => CheckAsync(step, isSqlite: false, times: 1);

    [Fact]
    public Task A_page_whose_rows_keep_vanishing_is_read_at_once() => CheckAsync(Between.Rows, isSqlite: true, times: int.MaxValue);

    [PostgresFact]
    public Task A_page_whose_rows_keep_vanishing_is_read_at_once_on_PostgreSQL() => CheckAsync(Between.Rows, isSqlite: false, times: int.MaxValue);

    private async Task CheckAsync(string step, bool isSqlite, int times)
    {
        var seen = new HashSet<int>();
        var between = new Between(step, async () =>
        {
            if (times-- > 0)
            {
                await VanishAsync(isSqlite);
            }
        });
        await using var sharded = databases.Sharded(isSqlite, interceptors: between);
        var actual = await sharded.Entries.OrderBy(e => e.Number).Skip(Skip).Take(Take).Select(e => e.Number).ToListAsync();

        // Nothing is written after the last step began: the page is the one that is there now.
        await using var after = databases.Sharded(isSqlite, keysFirstFrom: long.MaxValue);
        Assert.Equal(await after.Entries.OrderBy(e => e.Number).Skip(Skip).Take(Take).Select(e => e.Number).ToListAsync(), actual);
        Assert.Equal(Take, actual.Count);
        Assert.Empty(seen.Intersect(actual));

        async Task VanishAsync(bool onSqlite)
        {
            await using var other = databases.Sharded(onSqlite, keysFirstFrom: long.MaxValue);
            var page = await other.Entries.OrderBy(e => e.Number).Skip(Skip).Take(3).Select(e => e.Number).ToListAsync();
            var before = await other.Entries.OrderBy(e => e.Number).Take(5).Select(e => e.Number).ToListAsync();
            int[] gone = [.. page, .. before];
            seen.UnionWith(gone);
            Assert.Equal(gone.Length, await other.Entries.Where(e => gone.Contains(e.Number)).ExecuteDeleteAsync());
        }
    }
}
