using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>The same LINQ over four MariaDB shards and over one MariaDB database.</summary>
[Collection(nameof(Shelves))]
public sealed class MariaDbQueryTests(Shelves shelves)
{
    [MariaDbFact]
    public async Task Every_shard_has_rows_and_the_same_schema()
    {
        foreach (var name in Shelves.Names)
        {
            await using var shard = shelves.OpenShard(name);
            Assert.True(await shard.Readers.AnyAsync(), $"{name} is empty: the tests would show little.");
        }

        await using var context = shelves.Open();
        Assert.Empty((await context.Sharding().CheckSchemaAsync()).Differences);
        Assert.False(await context.Database.EnsureCreatedAsync());
    }

    [MariaDbFact]
    public async Task A_point_read_asks_one_shard()
    {
        await using var context = shelves.Open();
        var query = context.Readers.Include(r => r.Readings).Where(r => r.Id == 9);

        Assert.Equal(4, (await query.SingleAsync()).Readings.Count);
        Assert.Equal([context.Sharding().ShardOf<Reader>(9L).Name], Shelves.Names.Where(query.ToShardPlanString().Contains));
    }

    [MariaDbFact]
    public Task A_list_of_keys() => SameAsync(c => c.Readings.Where(r => new long[] { 3, 9, 14, 22 }.Contains(r.ReaderId)).OrderBy(r => r.Id).Select(r => r.Title));

    [MariaDbFact]
    public Task Order_by_a_nullable_number() => SameAsync(c => c.Readings.OrderBy(r => r.Stars).ThenByDescending(r => r.Id).Skip(5).Take(20).Select(r => r.Id));

    [MariaDbFact]
    public Task Include_with_Skip_and_Take_counts_parents()
        => SameAsync(c => c.Readers.OrderByDescending(r => r.Id).Skip(3).Take(6).Select(r => new { r.Id, Titles = r.Readings.OrderBy(x => x.Id).Select(x => x.Title).ToList() }), p => (p.Id, string.Join(',', p.Titles)));

    [MariaDbFact]
    public async Task A_page_far_down_is_read_keys_first()
    {
        await using var context = shelves.Open(sharding => sharding.KeysFirst(10));
        await using var whole = shelves.OpenWhole();

        Assert.Equal(
            await whole.Readings.OrderBy(r => r.At).ThenBy(r => r.Id).Skip(21).Take(8).Select(r => r.Id).ToListAsync(),
            await context.Readings.OrderBy(r => r.At).ThenBy(r => r.Id).Skip(21).Take(8).Select(r => r.Id).ToListAsync());
    }

    [MariaDbFact]
    public Task Order_by_decimal() => SameAsync(c => c.Readings.OrderByDescending(r => r.Price).ThenBy(r => r.Id).Select(r => r.Id));

    [MariaDbFact]
    public Task Order_by_double() => SameAsync(c => c.Readings.OrderByDescending(r => r.Hours).ThenBy(r => r.Id).Select(r => r.Id));

    [MariaDbFact]
    public Task Order_by_time() => SameAsync(c => c.Readings.OrderBy(r => r.At).ThenBy(r => r.Id).Take(17).Select(r => new { r.Id, r.At }));

    [MariaDbFact]
    public Task A_filtered_join_of_what_lives_together()
        => SameAsync(c => from r in c.Readers join x in c.Readings on r.Id equals x.ReaderId where x.Stars == 1 orderby x.Id select new { r.Name, x.Title });

    [MariaDbFact]
    public Task A_reference_table() => SameAsync(c => c.Readers.SelectMany(_ => c.Languages, (r, l) => new { r.Id, l.Name }).OrderBy(p => p.Id));

    [MariaDbFact]
    public Task Groups_of_a_number()
        => SameAsync(c => c.Readings.GroupBy(r => r.Stars).OrderBy(g => g.Key).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(r => r.Price), Last = g.Max(r => r.At) }));

    [MariaDbFact]
    public Task Groups_of_the_shard_key()
        => SameAsync(c => c.Readings.GroupBy(r => r.ReaderId).Where(g => g.Count() > 2).OrderBy(g => g.Key).Select(g => new { g.Key, Average = g.Average(r => r.Stars) }));

    [MariaDbFact]
    public async Task Aggregates()
    {
        await using var context = shelves.Open();
        await using var whole = shelves.OpenWhole();

        Assert.Equal(await whole.Readings.CountAsync(), await context.Readings.CountAsync());
        Assert.Equal(await whole.Readings.SumAsync(r => r.Price), await context.Readings.SumAsync(r => r.Price));
        Assert.Equal(await whole.Readings.SumAsync(r => r.Hours), await context.Readings.SumAsync(r => r.Hours));
        Assert.Equal(await whole.Readings.SumAsync(r => r.Stars), await context.Readings.SumAsync(r => r.Stars));
        Assert.Equal(await whole.Readings.AverageAsync(r => r.Hours), await context.Readings.AverageAsync(r => r.Hours));
        Assert.Equal(0m, await context.Readings.Where(r => r.Id < 0).SumAsync(r => r.Price));
        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Readings.AverageAsync(r => r.Price)); // Rounded by the server, in a way of its own.
        Assert.Equal(await whole.Readings.AverageAsync(r => r.Stars), await context.Readings.AverageAsync(r => r.Stars));
        Assert.Equal(await whole.Readings.MinAsync(r => r.At), await context.Readings.MinAsync(r => r.At));
        Assert.Equal(await whole.Readings.MaxAsync(r => r.Hours), await context.Readings.MaxAsync(r => r.Hours));
        Assert.True(await context.Readings.AnyAsync(r => r.Stars == 2));
        Assert.False(context.Readings.All(r => r.Stars == 2));
    }

    [MariaDbFact]
    public async Task Different_values()
    {
        await using var context = shelves.Open();
        Assert.Equal([null, 0, 1, 2], (await context.Readings.Select(r => r.Stars).Distinct().ToListAsync()).Order());
    }

    [MariaDbFact]
    public async Task Text_is_not_merged_in_order_because_its_collation_is_the_servers()
    {
        await using var context = shelves.Open();

        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Readers.OrderBy(r => r.Name).ToListAsync());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Readers.MaxAsync(r => r.Name));
        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Readings.GroupBy(r => r.Title).Select(g => new { g.Key, Count = g.Count() }).ToListAsync());
        Assert.Equal(["reader o"], await context.Readers.WithShardKey(2L).OrderBy(r => r.Name).Select(r => r.Name).ToListAsync());
    }

    [MariaDbFact]
    public async Task What_would_have_to_be_gathered_is_refused()
    {
        await using var context = shelves.Open();
        var query = context.Readings.Join(context.Readings, a => a.Stars, b => b.Stars, (a, b) => new { Left = a.Id, Right = b.Id });

        await Assert.ThrowsAsync<CrossShardQueryException>(() => query.ToListAsync());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => query.WithGather(GatherPolicy.Allow).ToListAsync());
    }

    [MariaDbFact]
    public async Task Sql_of_the_application_runs_on_the_shard_that_is_named()
    {
        await using var context = shelves.Open();
        await using var plain = shelves.OpenShard("s2");

        Assert.Equal(
            await plain.Readers.Select(r => r.Id).OrderBy(id => id).ToListAsync(),
            (await context.Readers.FromSql($"SELECT * FROM `Readers`").OnShard("s2").Select(r => r.Id).ToListAsync()).Order());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Readers.FromSql($"SELECT * FROM `Readers`").ToListAsync());
    }

    /// <summary>The query's rows are those of the one database, in the same order, asked either way; some shards have some of them.</summary>
    private Task SameAsync<T>(Func<ShelfContext, IQueryable<T>> query) => SameAsync(query, static row => row);

    private async Task SameAsync<T, TRow>(Func<ShelfContext, IQueryable<T>> query, Func<T, TRow> compared)
    {
        await using var context = shelves.Open();
        await using var whole = shelves.OpenWhole();
        var expected = (await query(whole).ToListAsync()).ConvertAll(row => compared(row));

        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await query(context).ToListAsync()).ConvertAll(row => compared(row)));
        Assert.Equal(expected, query(context).AsEnumerable().Select(compared));
    }
}
