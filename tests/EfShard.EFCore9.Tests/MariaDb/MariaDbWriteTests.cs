using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>In databases of their own; each test changes readers of its own.</summary>
[Collection(nameof(Shelves))]
public sealed class MariaDbWriteTests(Shelves shelves)
{
    [MariaDbFact]
    public async Task A_save_of_one_key_is_one_transaction_on_its_shard()
    {
        await using var context = Open();
        context.Add(Shelves.NewReader(1004));

        Assert.Equal(5, await context.SaveChangesAsync());

        await using var shard = shelves.OpenShard(context.Sharding().ShardOf<Reader>(1004L).Name, "write");
        Assert.Equal(4, await shard.Readings.CountAsync(r => r.ReaderId == 1004));
    }

    [MariaDbFact]
    public void A_synchronous_save_updates_and_deletes()
    {
        using (var context = Open())
        {
            context.Add(Shelves.NewReader(1014));
            context.SaveChanges();
            var reader = context.Readers.Include(r => r.Readings).Single(r => r.Id == 1014);
            reader.Name = "renamed";
            context.Remove(reader.Readings[0]);
            Assert.Equal(2, context.SaveChanges());
        }

        using var fresh = Open();
        Assert.Equal("renamed", fresh.Readers.Single(r => r.Id == 1014).Name);
        Assert.Equal(3, fresh.Readings.Count(r => r.ReaderId == 1014));
    }

    [MariaDbFact]
    public async Task A_save_over_shards_is_refused_by_default_before_anything_is_written()
    {
        await using var context = Open();
        context.AddRange(Enumerable.Range(1101, 12).Select(Shelves.NewReader));

        await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveChangesAsync());
        await Assert.ThrowsAsync<CrossShardCommitException>(() => context.Readings.ExecuteUpdateAsync(set => set.SetProperty(r => r.Stars, 1)));

        await using var fresh = Open();
        Assert.Empty(await fresh.Readers.Where(r => r.Id > 1100 && r.Id < 1200).ToListAsync());
    }

    [MariaDbFact]
    public async Task Policies_that_MariaDB_does_not_have_are_refused_at_the_start()
    {
        await using var twoPhase = Open(s => s.CrossShardCommit(CrossShardCommit.TwoPhase));
        await using var atomic = Open(s => s.CrossShardCommit(CrossShardCommit.Atomic));

        Assert.Contains("TwoPhase", (await Assert.ThrowsAsync<ShardingConfigurationException>(() => twoPhase.Readers.CountAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("Atomic", (await Assert.ThrowsAsync<ShardingConfigurationException>(() => atomic.Readers.CountAsync())).Message, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task BestEffort_writes_each_row_to_its_shard_and_reference_rows_to_all()
    {
        await using var context = Open(s => s.CrossShardCommit(CrossShardCommit.BestEffort));
        context.AddRange(Enumerable.Range(1201, 12).Select(Shelves.NewReader));
        context.Add(new Language { Code = "sma", Name = "Southern Sami" });
        await context.SaveChangesAsync();

        Assert.Equal(12, await context.Readers.Where(r => r.Id > 1200 && r.Id < 1300).ExecuteUpdateAsync(set => set.SetProperty(r => r.Name, r => r.Name + "!")));

        foreach (var name in Shelves.Names)
        {
            await using var shard = shelves.OpenShard(name, "write");
            Assert.NotNull(await shard.Languages.FindAsync("sma"));
            var here = await shard.Readers.Where(r => r.Id > 1200 && r.Id < 1300).ToListAsync();
            Assert.NotEmpty(here);
            Assert.All(here, reader => Assert.Equal((name, true), (context.Sharding().ShardOf(reader).Name, reader.Name.EndsWith('!'))));
        }
    }

    [MariaDbFact]
    public async Task A_failure_before_the_commits_leaves_no_shard_changed()
    {
        await using (var first = Open())
        {
            first.Add(Shelves.NewReader(1310));
            await first.SaveChangesAsync();
        }

        await using var context = Open(s => s.CrossShardCommit(CrossShardCommit.BestEffort));
        context.AddRange(Enumerable.Range(1301, 10).Select(Shelves.NewReader)); // 1310 is there already.

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());

        await using var fresh = Open();
        Assert.Equal([1310], await fresh.Readers.Where(r => r.Id > 1300 && r.Id < 1400).Select(r => r.Id).ToListAsync());
    }

    [MariaDbFact]
    public async Task A_transaction_on_one_shard_rolls_back()
    {
        await using var context = Open();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.Add(Shelves.NewReader(1405));
            await context.SaveChangesAsync();
            Assert.True(await context.Readers.AnyAsync(r => r.Id == 1405));
            await transaction.RollbackAsync();
        }

        Assert.False(await context.Readers.AnyAsync(r => r.Id == 1405));
    }

    [MariaDbFact]
    public async Task A_row_that_is_gone_is_a_concurrency_error_of_its_entry()
    {
        await using var context = Open();
        context.Add(Shelves.NewReader(1500));
        await context.SaveChangesAsync();
        await using (var other = Open())
        {
            Assert.Equal(1, await other.Readers.Where(r => r.Id == 1500).ExecuteDeleteAsync());
        }

        var reader = context.Readers.Local.Single();
        reader.Name = "too late";

        Assert.Same(reader, Assert.Single((await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync())).Entries).Entity);
    }

    [MariaDbFact]
    public async Task Ids_that_tell_the_shard_are_leased_and_found()
    {
        await using var context = Open();
        var ticket = new Ticket { ReaderId = 7 };
        context.Add(ticket);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();

        var query = context.Set<Ticket>().Where(t => t.Id == ticket.Id);

        Assert.Equal(7, (await query.SingleAsync()).ReaderId);
        Assert.Equal([context.Sharding().ShardOf<Reader>(7L).Name], Shelves.Names.Where(query.ToShardPlanString().Contains));
    }

    [MariaDbFact]
    public async Task A_changed_list_of_shards_is_found_in_the_map()
    {
        await using var context = Open(sharding => sharding.AddShard("s9", "Server=127.0.0.1;Port=1;Database=none"));

        await Assert.ThrowsAsync<ShardMapException>(() => context.Readers.Where(r => r.Id == 1).ToListAsync());
    }

    [MariaDbFact]
    public async Task EnsureDeleted_deletes_every_shards_database()
    {
        await using var context = shelves.Open(prefix: "gone");
        Assert.True(await context.Database.EnsureCreatedAsync());

        Assert.True(await context.Database.EnsureDeletedAsync());

        foreach (var name in Shelves.Names)
        {
            await using var plain = shelves.OpenShard(name, "gone");
            Assert.False(await plain.Database.CanConnectAsync());
        }
    }

    private ShelfContext Open(Action<ShardingOptionsBuilder>? configure = null) => shelves.Open(configure, "write");
}
