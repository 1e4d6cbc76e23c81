using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Ids.IdContext;

namespace EfShard.Tests.Ids;

/// <summary>A query by an id asks the one shard that the id says, and finds what it would find in all.</summary>
public sealed class IdQueryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task On_Sqlite(bool async) => RunAsync(postgres: false, async);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task On_PostgreSQL(bool async) => RunAsync(postgres: true, async);

    private static async Task RunAsync(bool postgres, bool async)
    {
        await using var shards = await IdShards.CreateAsync(postgres);
        var essays = await FillAsync(shards);
        await using var context = shards.Context();
        foreach (var essay in essays.Take(8))
        {
            var shard = context.Sharding().ShardOf<Writer>(essay.WriterId).Name;
            var (id, note) = (essay.Id, essay.Notes[0].Id);
            await OneShardAsync(context.Essays.Where(e => e.Id == id), shard, async, found => Assert.Equal(essay.Title, Assert.Single(found).Title));
            await OneShardAsync(context.Essays.Where(e => id == e.Id && e.Title != ""), shard, async, found => Assert.Single(found));
            await OneShardAsync(context.Essays.Include(e => e.Notes).Where(e => e.Id == id), shard, async, found => Assert.Equal(3, found[0].Notes.Count));
            await OneShardAsync(context.Notes.Where(n => n.EssayId == id), shard, async, found => Assert.Equal(3, found.Count));
            await OneShardAsync(context.Notes.Where(n => n.Id == note), shard, async, found => Assert.Single(found));
            await OneShardAsync(context.Notes.Where(n => n.Essay.Id == id && n.Text == "1"), shard, async, found => Assert.Single(found));
            await OneShardAsync(
                from n in context.Notes join e in context.Essays on n.EssayId equals e.Id where n.EssayId == id select new { n.Text, e.Title },
                shard, async, found => Assert.Equal(3, found.Count));
            await OneShardAsync(
                context.Writers.Where(w => w.Essays.Any(e => e.Id == id) && w.Id == essay.WriterId), shard, async, found => Assert.Single(found));
            Assert.Equal(essay.Title, (async ? await context.Essays.FindAsync(id) : context.Essays.Find(id))!.Title);
            Assert.Equal(1, async ? await context.Essays.CountAsync(e => e.Id == id) : context.Essays.Count(e => e.Id == id));
            Assert.Equal(3, async ? await context.Notes.CountAsync(n => n.EssayId == id) : context.Notes.Count(n => n.EssayId == id));
        }

        // Several ids: the shards of these, not all; an old number among them may be anywhere.
        var ofOneShard = essays.GroupBy(e => context.Sharding().ShardOf<Writer>(e.WriterId).Name).First();
        var ids = ofOneShard.Select(e => e.Id).ToArray();
        await OneShardAsync(context.Essays.Where(e => ids.Contains(e.Id)), ofOneShard.Key, async, found => Assert.Equal(ids.Length, found.Count));
        await OneShardAsync(
            context.Essays.Where(e => e.Id == ids[0] || e.Id == ids[1]), ofOneShard.Key, async, found => Assert.Equal(2, found.Count));
        var all = essays.Select(e => e.Id).Append(3).ToArray();
        Assert.Equal(all.Length, (await context.Essays.Where(e => all.Contains(e.Id)).ToListAsync()).Count);
        Assert.Single(await context.Essays.Where(e => e.Id == 3).ToListAsync());
        Assert.Empty(await context.Essays.Where(e => e.Id == essays[0].Id && e.Id == essays[5].Id).ToListAsync());

        // Rows of other places that point to an essay: their own shards, and the essay's one.
        var read = essays[0].Id;
        Assert.Equal(2, await context.Readers.CountAsync(r => r.EssayId == read));
        var joined = await (from r in context.Readers join e in context.Essays on r.EssayId equals e.Id where r.EssayId == read select new { r.Name, e.Title }).ToListAsync();
        Assert.Equal(2, joined.Count);
    }

    [Fact]
    public async Task An_id_and_a_shard_key_that_contradict_each_other_find_nothing()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        var essays = await FillAsync(shards);
        await using var context = shards.Context();
        var (id, other) = (essays[0].Id, essays.First(e => e.WriterId != essays[0].WriterId).WriterId);
        Assert.Empty(await context.Essays.Where(e => e.Id == id && e.WriterId == other).ToListAsync());
        Assert.Single(await context.Essays.Where(e => e.Id == id && e.WriterId == essays[0].WriterId).ToListAsync());
        Assert.Single(await context.Essays.Where(e => e.Id == id || (e.WriterId == other && e.Title == "none")).ToListAsync());
        Assert.Equal(1, await context.Essays.Where(e => e.Id == id).ExecuteUpdateAsync(s => s.SetProperty(e => e.Title, "changed")));
        Assert.Equal("changed", (await context.Essays.AsNoTracking().SingleAsync(e => e.Id == id)).Title);
        Assert.Equal(3, await context.Notes.Where(n => n.EssayId == id).ExecuteDeleteAsync());
    }

    private static async Task OneShardAsync<T>(IQueryable<T> query, string shard, bool async, Action<List<T>> check)
    {
        Assert.Contains($"shards: {shard}{Environment.NewLine}", query.ToShardPlanString() + Environment.NewLine, StringComparison.Ordinal);
        check(async ? await query.ToListAsync() : query.ToList());
    }

    private static async Task<List<Essay>> FillAsync(IdShards shards)
    {
        await using var context = shards.Context();
        var writers = Enumerable.Range(0, 12).Select(i => new Writer { Name = $"writer {i}" }).ToList();
        context.AddRange(writers);
        var essays = writers.SelectMany(w => Enumerable.Range(0, 2).Select(i => new Essay { Writer = w, Title = $"{w.Name}, {i}" })).ToList();
        context.AddRange(essays);
        context.AddRange(essays.SelectMany(e => Enumerable.Range(0, 3).Select(i => new Note { Essay = e, Text = $"{i}" })));
        context.AddRange(new Reader { Name = "a", EssayId = essays[0].Id }, new Reader { Name = "b", EssayId = essays[0].Id }, new Reader { Name = "c", EssayId = essays[1].Id });
        context.Add(new Essay { Id = 3, Writer = writers[3], Title = "old" });
        await context.SaveChangesAsync();
        return essays;
    }
}
