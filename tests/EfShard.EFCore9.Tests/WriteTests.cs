using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests;

/// <summary>Each test changes rows of its own: of writers above 1,000, or of one that no other test changes.</summary>
public sealed class WriteTests(FourShards shards) : IClassFixture<FourShards>
{
    [Fact]
    public async Task SaveChanges_writes_each_row_to_its_shard()
    {
        var writers = Enumerable.Range(1001, 12).Select(Writer).ToList();
        await using var context = shards.Open(CrossShardCommit.BestEffort);
        context.AddRange(writers);

        Assert.Equal(24, await context.SaveChangesAsync());

        var places = writers.Select(w => (Shard: context.Sharding().ShardOf(w).Name, w.Id)).ToList();
        Assert.True(places.Select(p => p.Shard).Distinct().Count() > 1);
        foreach (var name in FourShards.Names)
        {
            await using var plain = shards.OpenPlain(name);
            var here = places.Where(p => p.Shard == name).Select(p => p.Id).ToList();
            Assert.Equal(here, await plain.Writers.Where(w => w.Id > 1000 && w.Id < 1100).Select(w => w.Id).OrderBy(id => id).ToListAsync());
            Assert.Equal(here, await plain.Notes.Where(n => n.WriterId > 1000 && n.WriterId < 1100).Select(n => n.WriterId).OrderBy(id => id).ToListAsync());
        }
    }

    [Fact]
    public void SaveChanges_updates_and_deletes_over_shards_synchronously()
    {
        using (var context = shards.Open(CrossShardCommit.BestEffort))
        {
            context.AddRange(Enumerable.Range(1101, 8).Select(Writer));
            context.SaveChanges();
            foreach (var writer in context.Writers.Include(w => w.Notes).Where(w => w.Id > 1100 && w.Id < 1200))
            {
                writer.Name = "renamed";
                context.Remove(writer.Notes.Single());
            }

            Assert.Equal(16, context.SaveChanges());
        }

        using var fresh = shards.Open();
        Assert.Equal(8, fresh.Writers.AsEnumerable().Count(w => w.Name == "renamed"));
        Assert.Empty(fresh.Notes.Where(n => n.WriterId > 1100 && n.WriterId < 1200).ToList());
    }

    [Fact]
    public async Task A_save_over_shards_is_refused_by_default_before_anything_is_written()
    {
        await using var context = shards.Open();
        context.AddRange(Enumerable.Range(1201, 12).Select(Writer));

        await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveChangesAsync());

        await using var fresh = shards.Open();
        Assert.Empty(await fresh.Writers.Where(w => w.Id > 1200 && w.Id < 1300).ToListAsync());
    }

    [Fact]
    public async Task A_row_of_a_reference_table_is_saved_on_every_shard()
    {
        await using var context = shards.Open(CrossShardCommit.BestEffort);
        context.Add(new Language { Code = "sma", Name = "Southern Sami" });

        Assert.Equal(1, await context.SaveChangesAsync());

        foreach (var name in FourShards.Names)
        {
            await using var plain = shards.OpenPlain(name);
            Assert.NotNull(await plain.Languages.FindAsync("sma"));
        }
    }

    [Fact]
    public async Task A_row_that_is_gone_is_a_concurrency_error_of_its_entry()
    {
        await using var context = shards.Open();
        context.Add(Writer(1301));
        await context.SaveChangesAsync();
        await using (var other = shards.Open())
        {
            Assert.Equal(1, await other.Writers.Where(w => w.Id == 1301).ExecuteDeleteAsync());
        }

        var writer = context.Writers.Local.Single();
        writer.Name = "too late";

        var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync());

        Assert.Same(writer, Assert.Single(error.Entries).Entity);
    }

    [Fact]
    public async Task A_transaction_on_one_shard_rolls_back()
    {
        await using var context = shards.Open();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.Add(Writer(1401));
            await context.SaveChangesAsync();
            Assert.True(await context.Writers.AnyAsync(w => w.Id == 1401));
            await transaction.RollbackAsync();
        }

        Assert.False(await context.Writers.AnyAsync(w => w.Id == 1401));
    }

    [Fact]
    public async Task ExecuteUpdate_changes_the_rows_of_all_shards()
    {
        await using var context = shards.Open(CrossShardCommit.BestEffort);
        context.AddRange(Enumerable.Range(1501, 8).Select(Writer));
        await context.SaveChangesAsync();

        var changed = await context.Notes.Where(n => n.WriterId > 1500 && n.WriterId < 1600)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.Stars, n => n.Stars + 3));

        Assert.Equal(8, changed);
        Assert.Equal([5], await context.Notes.AsNoTracking().Where(n => n.WriterId == 1503).Select(n => n.Stars).ToListAsync());
    }

    private static Writer Writer(int id)
        => new() { Id = id, Name = $"New {id}", Notes = { new Note { Id = id * 10, WriterId = id, Text = "first", Stars = 2 } } };
}
