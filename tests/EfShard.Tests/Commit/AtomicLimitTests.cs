using System.Transactions;
using EfShard.Tests.Gathering;
using EfShard.Tests.Schema;
using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>What a commit over several Sqlite files can't take in.</summary>
public sealed class AtomicLimitTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_ten_files_are_refused_and_nothing_is_saved(bool async)
    {
        using var files = new SqliteFiles();
        var names = Enumerable.Range(0, 11).Select(i => $"s{i}").ToArray();
        var options = new DbContextOptionsBuilder<UnitContext>().UseSqlite().UseSharding(s => files.Shards(names)(s.CrossShardCommit(CrossShardCommit.Atomic))).Options;
        await using var context = new UnitContext(options);
        await context.Database.EnsureCreatedAsync();
        var ofEach = Enumerable.Range(0, 1_000).GroupBy(i => context.Sharding().ShardOf<Reading>((long)i)).Select(shard => shard.First()).ToList();
        context.AddRange(ofEach.Select(i => new Reading { Id = i, SensorId = i }));

        var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges()));

        Assert.Contains("10", error.Message, StringComparison.Ordinal);
        Assert.Equal(11, ofEach.Count);
        Assert.Equal(0, await context.Readings.CountAsync());
        context.ChangeTracker.Clear();
        context.AddRange(ofEach.Take(10).Select(i => new Reading { Id = i, SensorId = i }));
        Assert.Equal(10, async ? await context.SaveChangesAsync() : context.SaveChanges());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_TransactionScope_is_refused(bool async)
    {
        await using var context = Desk.Context(CrossShardCommit.Atomic);
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.Contains("TransactionScope", (await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveAsync(async))).Message, StringComparison.Ordinal);
        }

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }
}
