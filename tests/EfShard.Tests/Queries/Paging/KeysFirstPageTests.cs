using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Paging;

/// <summary>Pages that are read keys first have the rows of one database, wherever they begin, and ship no others.</summary>
public class KeysFirstPageTests(EntryDatabases databases) : IClassFixture<EntryDatabases>
{
    private const int Shards = 4;
    private static readonly int[] Offsets = [0, 1, 3, 37, 200, 431, 999, EntryRows.Count - 5, EntryRows.Count, 5000];

    public static TheoryData<string> Names => [.. PageQueries.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_page_is_the_one_of_one_database(string name) => CheckAsync(name, isSqlite: true);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task A_page_is_the_one_of_one_database_on_PostgreSQL(string name) => CheckAsync(name, isSqlite: false);

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Pages_over_ties_have_every_row_once_also_where_near_ones_are_read_at_once(int keysFirstFrom)
    {
        await using var db = databases.Sharded(isSqlite: true, keysFirstFrom);
        var seen = new List<int>();
        for (var skip = 0; skip < EntryRows.Count; skip += 60)
        {
            seen.AddRange(await db.Entries.OrderBy(e => e.KindId).Skip(skip).Take(60).Select(e => e.Number).ToListAsync());
        }

        Assert.Equal(Enumerable.Range(0, EntryRows.Count), seen.Order());
    }

    [Fact]
    public Task No_more_rows_are_read_than_the_page_has() => CheckReadsAsync(isSqlite: true);

    [PostgresFact]
    public Task No_more_rows_are_read_than_the_page_has_on_PostgreSQL() => CheckReadsAsync(isSqlite: false);

    [Fact]
    public async Task A_page_near_the_beginning_is_read_at_once()
    {
        var watch = new ReaderWatch(_ => "");
        await using var db = databases.Sharded(isSqlite: true, keysFirstFrom: 200, watch);
        Assert.Equal(20, (await db.Entries.OrderBy(e => e.Number).Skip(199).Take(20).ToListAsync()).Count);
        Assert.Equal(Shards, watch.Readers.Count);
    }

    [Fact]
    public async Task In_a_transaction_a_page_has_its_writes()
    {
        await using var db = databases.Sharded(isSqlite: true);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Entries.Where(e => e.Number % 2 == 0).ExecuteUpdateAsync(s => s.SetProperty(e => e.Rank, e => 1_000_000 - e.Number));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => EntryRows.Count - 2 - (2 * (i + 300))),
            await db.Entries.Where(e => e.Rank > 500_000).OrderBy(e => e.Rank).Skip(300).Take(20).Select(e => e.Number).ToListAsync());
    }

    private async Task CheckAsync(string name, bool isSqlite)
    {
        foreach (var skip in Offsets)
        {
            await using var single = databases.Single(isSqlite);
            var expected = await PageQueries.AskAsync(single, name, skip, 20);
            await using var sharded = databases.Sharded(isSqlite);
            Assert.Equal(expected, await PageQueries.AskAsync(sharded, name, skip, 20));
            await using var again = databases.Sharded(isSqlite);
            Assert.Equal(expected, PageQueries.Ask(again, name, skip, 20));
        }
    }

    private async Task CheckReadsAsync(bool isSqlite)
    {
        var watch = new ReaderWatch(_ => "");
        await using var db = databases.Sharded(isSqlite, interceptors: watch);
        Assert.Equal(20, (await db.Entries.AsNoTracking().OrderBy(e => e.Rank).ThenBy(e => e.Number).Skip(1000).Take(20).ToListAsync()).Count);
        var rows = watch.Readers.Where(r => r.CommandText.Contains(Between.Rows, StringComparison.Ordinal)).ToList();
        Assert.InRange(rows.Count, 1, Shards);

        // A reader is asked once more than it has rows.
        Assert.Equal(20, rows.Sum(r => r.Reads) - rows.Count);

        // Numbered keys and keys: some hundred, not a thousand a shard.
        Assert.InRange(watch.Readers.Except(rows).Sum(r => r.Reads), 20, 400);
    }
}
