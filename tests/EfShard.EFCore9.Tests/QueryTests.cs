using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests;

public sealed class QueryTests(FourShards shards) : IClassFixture<FourShards>
{
    [Fact]
    public async Task Every_shard_has_rows()
    {
        foreach (var name in FourShards.Names)
        {
            await using var plain = shards.OpenPlain(name);
            Assert.True(await plain.Writers.AnyAsync(), $"{name} is empty: the tests would show little.");
        }
    }

    [Fact]
    public async Task A_point_read_asks_one_shard()
    {
        await using var context = shards.Open();
        var query = context.Writers.Where(w => w.Id == 7);

        var writer = await query.SingleAsync();

        Assert.Equal(FourShards.Writers.Single(w => w.Id == 7).Name, writer.Name);
        Assert.Equal([context.Sharding().ShardOf<Writer>(7L).Name], ShardsIn(query.ToShardPlanString()));
    }

    [Fact]
    public async Task Find_returns_the_row_that_is_tracked()
    {
        await using var context = shards.Open();

        var writer = await context.Writers.FindAsync(11L);

        Assert.NotNull(writer);
        Assert.Same(writer, await context.Writers.SingleAsync(w => w.Id == 11));
    }

    [Fact]
    public async Task Skip_and_Take_count_rows_of_all_shards_in_order()
    {
        await using var context = shards.Open();

        var page = await context.Notes.OrderByDescending(n => n.Stars).ThenBy(n => n.Text).Skip(5).Take(12).Select(n => n.Id).ToListAsync();

        Assert.Equal(
            FourShards.Notes.OrderByDescending(n => n.Stars).ThenBy(n => n.Text, StringComparer.Ordinal).Skip(5).Take(12).Select(n => n.Id),
            page);
    }

    [Fact]
    public void Text_is_merged_by_its_columns_collation()
    {
        using var context = shards.Open();

        var names = context.Writers.OrderBy(w => w.Name).Select(w => w.Name).ToList();

        Assert.Equal(FourShards.Writers.Select(w => w.Name).Order(StringComparer.OrdinalIgnoreCase), names);
    }

    [Fact]
    public void Text_of_an_outer_join_is_merged_by_its_columns_collation()
    {
        using var context = shards.Open();

        var joined =
            from note in context.Notes
            join writer in context.Writers on note.WriterId equals writer.Id into writers
            from writer in writers.DefaultIfEmpty()
            orderby writer.Name, note.Id
            select note.Id;

        Assert.Equal(
            FourShards.Writers.OrderBy(w => w.Name, StringComparer.OrdinalIgnoreCase).SelectMany(w => w.Notes).Select(n => n.Id),
            joined.ToList());
    }

    [Fact]
    public async Task Include_with_Take_limits_parents()
    {
        await using var context = shards.Open();

        var writers = await context.Writers.Include(w => w.Notes).OrderBy(w => w.Name).Skip(2).Take(9).ToListAsync();

        Assert.Equal(
            FourShards.Writers.OrderBy(w => w.Name, StringComparer.OrdinalIgnoreCase).Skip(2).Take(9).Select(w => (w.Id, w.Notes.Count)),
            writers.Select(w => (w.Id, w.Notes.Count)));
    }

    [Fact]
    public async Task Include_of_the_parent_with_Take_limits_children()
    {
        await using var context = shards.Open();

        var notes = await context.Notes.OrderBy(n => n.Text).Take(10).Include(n => n.Writer).ToListAsync();

        Assert.Equal(FourShards.Notes.OrderBy(n => n.Text, StringComparer.Ordinal).Take(10).Select(n => n.Id), notes.Select(n => n.Id));
        Assert.All(notes, n => Assert.Equal(n.WriterId, n.Writer!.Id));
    }

    [Fact]
    public async Task A_split_query_with_Take_reads_the_children_of_the_same_parents()
    {
        await using var context = shards.Open();

        var writers = await context.Writers.Include(w => w.Notes).OrderByDescending(w => w.Id).Take(9).AsSplitQuery().ToListAsync();

        Assert.Equal(
            FourShards.Writers.OrderByDescending(w => w.Id).Take(9).Select(w => (w.Id, w.Notes.Count)),
            writers.Select(w => (w.Id, w.Notes.Count)));
    }

    [Theory]
    [InlineData(3, 9, 14, 22)]
    [InlineData(3)]
    [InlineData]
    public async Task A_list_of_keys_asks_the_shards_that_own_them(params int[] ids)
    {
        await using var context = shards.Open();
        var keys = ids.Select(id => (long)id).ToList();
        var query = context.Notes.Where(n => keys.Contains(n.WriterId));

        var notes = await query.Select(n => n.Id).ToListAsync();

        Assert.Equal(FourShards.Notes.Where(n => keys.Contains(n.WriterId)).Select(n => n.Id).Order(), notes.Order());
        Assert.Equal(
            keys.Select(key => context.Sharding().ShardOf<Writer>(key).Name).Distinct().Order(),
            ShardsIn(query.ToShardPlanString()).Order());
    }

    [Fact]
    public async Task A_list_written_into_the_statement_is_read_anew_each_time()
    {
        await using var context = shards.Open();
        foreach (var keys in new long[][] { [4, 8], [13, 19], [4, 13] })
        {
            var notes = await context.Notes.Where(n => EF.Constant(keys).Contains(n.WriterId)).Select(n => n.Id).ToListAsync();

            Assert.Equal(FourShards.Notes.Where(n => keys.Contains(n.WriterId)).Select(n => n.Id).Order(), notes.Order());
        }
    }

    [Fact]
    public async Task A_reference_table_joins_on_every_shard()
    {
        await using var context = shards.Open();

        var pairs = await context.Writers.SelectMany(_ => context.Languages, (w, l) => new { w.Id, l.Code }).ToListAsync();

        Assert.Equal(FourShards.Writers.Count, pairs.Count);
        Assert.All(pairs, pair => Assert.Equal("nn", pair.Code));
    }

    [Fact]
    public async Task What_needs_rows_of_several_shards_together_is_gathered_or_refused_as_asked()
    {
        await using var context = shards.Open();
        var query = context.Notes.Join(context.Notes, a => a.Stars, b => b.Stars, (a, b) => new { Left = a.Id, Right = b.Id });
        var notes = await context.Notes.ToListAsync();
        var expected = notes.Join(notes, a => a.Stars, b => b.Stars, (a, b) => (a.Id, b.Id)).Order().ToList();

        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await query.ToListAsync()).Select(pair => (pair.Left, pair.Right)).Order());

        var refusal = await Assert.ThrowsAsync<CrossShardQueryException>(() => query.WithGather(GatherPolicy.Throw).ToListAsync());
        Assert.Contains("Notes", refusal.Message);
    }

    [Fact]
    public async Task OnShard_reads_one_shard_with_LINQ_and_with_raw_SQL()
    {
        await using var context = shards.Open();
        await using var plain = shards.OpenPlain("s2");
        var expected = await plain.Writers.Select(w => w.Id).OrderBy(id => id).ToListAsync();

        Assert.Equal(expected, (await context.Writers.OnShard("s2").Select(w => w.Id).ToListAsync()).Order());
        Assert.Equal(expected, (await context.Writers.FromSql($"SELECT * FROM \"Writers\"").OnShard("s2").Select(w => w.Id).ToListAsync()).Order());
    }

    [Fact]
    public async Task UseShard_runs_raw_SQL_which_is_refused_otherwise()
    {
        await using var context = shards.Open();
        await using var plain = shards.OpenPlain("s3");

        await Assert.ThrowsAsync<CrossShardQueryException>(() => Count(context).SingleAsync());
        using (context.Sharding().UseShard("s3"))
        {
            Assert.Equal(await plain.Notes.CountAsync(), await Count(context).SingleAsync());
            Assert.Equal(await plain.Notes.CountAsync(), await context.Notes.CountAsync());
        }

        await Assert.ThrowsAsync<CrossShardQueryException>(() => Count(context).SingleAsync());

        static IQueryable<int> Count(DbContext context) => context.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM \"Notes\"");
    }

    [Fact]
    public async Task EnsureCreated_finds_the_shards_made()
    {
        await using var context = shards.Open();

        var report = await context.Sharding().EnsureCreatedAsync();

        Assert.True(report.Succeeded);
        Assert.False(await context.Database.EnsureCreatedAsync());
    }

    /// <summary>The shards that a plan asks.</summary>
    private static IEnumerable<string> ShardsIn(string plan) => FourShards.Names.Where(plan.Contains);
}
