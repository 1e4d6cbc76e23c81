using Microsoft.EntityFrameworkCore;
using Xunit;
using static EfShard.Tests.Schema.ArchiveContext;

namespace EfShard.Tests.Schema;

/// <summary>A process that runs with the options of yesterday while another adds a shard: it would answer without the rows there.</summary>
public sealed class MapChangeTests : IDisposable
{
    private static readonly DateOnly First = new(2024, 2, 1);
    private static readonly DateOnly Fourth = new(2024, 11, 1);

    private readonly SqliteFiles _files = new();
    private readonly HandClock _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_does_not_know_a_new_period_refuses_to_go_on(bool async)
    {
        await using var old = await WithOneSaleAsync();
        Assert.Equal(1, async ? await old.Sales.CountAsync() : old.Sales.Count());

        await using var next = Context("q1", "q2", "q3", "q4");
        Assert.Equal(3, (await next.Sharding().WriteMapAsync()).Shards.Count(s => s.Outcome is ShardSchemaOutcome.Created));
        Assert.True(await next.Database.EnsureCreatedAsync()); // The new shard's tables, and its map.
        next.Add(new Sale { Id = 2, Day = Fourth });
        await next.SaveChangesAsync();
        _time.Advance(TimeSpan.FromSeconds(31));

        // Time and again, not once in an interval.
        for (var i = 0; i < 2; i++)
        {
            var error = async
                ? await Assert.ThrowsAsync<ShardMapException>(() => old.Sales.ToListAsync())
                : Assert.Throws<ShardMapException>(() => old.Sales.ToList());
            Assert.Contains("q4", error.Message, StringComparison.Ordinal);
            Assert.Throws<ShardMapException>(() => old.Sales.Single(s => s.Day == First));
        }

        Assert.Equal(2, async ? await next.Sales.CountAsync() : next.Sales.Count());
        await using var restarted = Context("q1", "q2", "q3", "q4");
        Assert.Equal(2, await restarted.Sales.CountAsync());
    }

    /// <summary>Why a shard can't be used is looked for on the others. That their map was read for this does not mean that it was compared.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_by_one_shard_lets_no_other_pass(bool async)
    {
        await using var old = await WithOneSaleAsync();
        Assert.Equal(1, async ? await old.Sales.CountAsync() : old.Sales.Count());

        await using var next = Context("q1", "q2", "q3", "q4");
        await next.Sharding().WriteMapAsync();
        _time.Advance(TimeSpan.FromSeconds(31));

        foreach (var day in new[] { First.AddMonths(3), First, First.AddMonths(6), First })
        {
            var query = old.Sales.Where(s => s.Day == day);
            _ = async
                ? await Assert.ThrowsAsync<ShardMapException>(() => query.ToListAsync())
                : Assert.Throws<ShardMapException>(() => query.ToList());
        }
    }

    [Fact]
    public async Task A_process_whose_map_is_the_same_goes_on()
    {
        await using var context = await WithOneSaleAsync();

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(31));
            Assert.Equal(1, await context.Sales.CountAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_that_says_it_is_another_shard_is_not_deleted(bool async)
    {
        await using (var context = Context("q1", "q2", "q3"))
        {
            await context.Database.EnsureCreatedAsync();
        }

        await using var mistaken = new ArchiveContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding => sharding
            .AddShard("q1", _files["q1"]).AddShard("q2", _files["q3"]).AddShard("q3", _files["q2"])
            .Group("sales", group => group.ByQuarter(quarter => quarter.From(new DateOnly(2024, 1, 1)).Periods("q1", "q2", "q3")))).Options);

        var error = async
            ? await Assert.ThrowsAsync<ShardSchemaException>(() => mistaken.Database.EnsureDeletedAsync())
            : Assert.Throws<ShardSchemaException>(() => mistaken.Database.EnsureDeleted());

        Assert.Contains("says that it is the shard 'q3'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_files.PathOf("q1")));
        Assert.True(File.Exists(_files.PathOf("q2")) && File.Exists(_files.PathOf("q3")));
    }

    public void Dispose() => _files.Dispose();

    private async Task<ArchiveContext> WithOneSaleAsync()
    {
        var context = Context("q1", "q2", "q3");
        await context.Database.EnsureCreatedAsync();
        context.Add(new Sale { Id = 1, Day = First });
        await context.SaveChangesAsync();
        return context;
    }

    private ArchiveContext Context(params string[] shards)
        => new(new DbContextOptionsBuilder()
            .UseSqlite()
            .UseSharding(_files.Shards(shards) + (Action<ShardingOptionsBuilder>)(sharding => sharding
                .Group("sales", group => group.ByQuarter(quarter => quarter.From(new DateOnly(2024, 1, 1)).Periods(shards)))
                .Group("default", group => group.Shards("q1"))
                .UnshardedOn("q1").CrossShardCommit(CrossShardCommit.BestEffort).TimeProvider(_time)))
            .Options);
}
