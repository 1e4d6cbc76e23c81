using EfShard.Tests.Gathering;
using EfShard.Tests.Moving;
using EfShard.Tests.Schema;
using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.DryRuns;

/// <summary>What a dry run says of saves, bulk writes and transactions; they all work on the one database.</summary>
public sealed class DryRunSaveTests : IDisposable
{
    private readonly LibraryDatabases _databases = new();
    private readonly SqliteFiles _files = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Saves_over_several_shards_would_be_refused_where_the_options_say_so(bool async)
    {
        await using var dry = Dry(CrossShardCommit.Reject);
        var (here, there) = Apart(dry);
        dry.Add(Author(here));
        await SaveAsync(dry, async);
        dry.AddRange(Author(there), Book(1001, there));
        await SaveAsync(dry, async);
        dry.AddRange(Book(1002, here), Book(1003, there));
        await SaveAsync(dry, async);
        dry.Add(new LibraryContext.Country { Code = "xx", Name = "reference" });
        await SaveAsync(dry, async);

        var report = async ? await dry.Sharding().GetDryRunReportAsync() : dry.Sharding().GetDryRunReport();

        Assert.False(report.Succeeded);
        Assert.Equal(
            [
                ("Country", DryRunTier.Refused, 3),
                ("Book", DryRunTier.Refused, 2),
                ("Author", DryRunTier.OneShard, 1),
                ("Author,Book", DryRunTier.OneShard, 1),
            ],
            report.Writes.Select(w => (string.Join(',', w.Entities), w.Tier, w.MaxShards)));
        Assert.All(report.Writes, w => Assert.Equal((1, false), (w.Executions, w.IsInTransaction)));
        Assert.Contains("BestEffort", report.Writes[0].Error, StringComparison.Ordinal);
        Assert.Contains("saves Author, Book", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_they_are_allowed_they_are_counted()
    {
        await using var dry = Dry(CrossShardCommit.BestEffort);
        var (here, there) = Apart(dry);
        dry.AddRange(Author(here), Author(there));
        await dry.SaveChangesAsync();

        var report = await dry.Sharding().GetDryRunReportAsync();

        var write = Assert.Single(report.Writes);
        Assert.Equal((DryRunTier.SeveralShards, 2, null), (write.Tier, write.MaxShards, write.Error));
        Assert.True(report.Succeeded);
    }

    [Theory]
    [InlineData(CrossShardCommit.BestEffort, true)]
    [InlineData(CrossShardCommit.BestEffort, false)]
    [InlineData(CrossShardCommit.Atomic, true)]
    [InlineData(CrossShardCommit.Atomic, false)]
    public async Task A_row_that_would_move_is_refused_where_commits_would_not_be_atomic(CrossShardCommit policy, bool async)
    {
        await using var dry = new TreeContext(new DbContextOptionsBuilder<TreeContext>().UseSqlite().UseSharding(sharding =>
        {
            foreach (var name in TreeDesk.Names)
            {
                sharding.AddShard(name, _files["tree-" + name]);
            }

            sharding.Group("default", group => group.Strategy(new ByRemainder(TreeDesk.Names))).CrossShardCommit(policy).DryRun();
        }).Options);
        await dry.Database.EnsureCreatedAsync();
        var post = new TreeContext.Post { Id = 1, AuthorId = 1 };
        dry.Add(post);
        await SaveAsync(dry, async);
        foreach (var author in new[] { 4, 5 })
        {
            post.AuthorId = author;
            await SaveAsync(dry, async);
        }

        var write = Assert.Single((async ? await dry.Sharding().GetDryRunReportAsync() : dry.Sharding().GetDryRunReport()).Writes);

        // The row is added, gets a new key of its shard, and one of another.
        Assert.Equal((3, 2), (write.Executions, write.MaxShards));
        Assert.Equal(policy is CrossShardCommit.Atomic ? DryRunTier.SeveralShards : DryRunTier.Refused, write.Tier);
        Assert.Equal(policy is CrossShardCommit.BestEffort, write.Error?.Contains("one commit over both", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_that_a_transaction_writes_counts_together(bool async)
    {
        await using var dry = Dry(CrossShardCommit.Reject);
        var (here, there) = Apart(dry);
        await using (var transaction = await dry.Database.BeginTransactionAsync())
        {
            dry.Add(Author(here));
            await SaveAsync(dry, async);
            dry.Add(Book(1001, there));
            await SaveAsync(dry, async);
            var update = dry.Books.Where(b => b.AuthorId == here);
            _ = async ? await update.ExecuteDeleteAsync() : update.ExecuteDelete();
            await transaction.CommitAsync();
        }

        var report = async ? await dry.Sharding().GetDryRunReportAsync() : dry.Sharding().GetDryRunReport();

        Assert.Equal(
            [("Book", DryRunTier.Refused, 2, true), ("Author", DryRunTier.OneShard, 1, true)],
            report.Writes.Select(w => (w.Entities.Single(), w.Tier, w.MaxShards, w.IsInTransaction)));
        var delete = Assert.Single(report.Statements);
        Assert.Equal((DryRunTier.Refused, 1), (delete.Tier, delete.MaxShards));
        Assert.Contains("would have written to 2 shards", delete.Error, StringComparison.Ordinal);
        Assert.Equal(1, await dry.Authors.CountAsync(a => a.Id == here));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bulk_writes_follow_the_same_policy(bool async)
    {
        await using var dry = Dry(CrossShardCommit.Reject);
        var (one, all) = (dry.Books.Where(b => b.AuthorId == 3), dry.Books.Where(b => b.Price > 100));
        _ = async ? await one.ExecuteDeleteAsync() : one.ExecuteDelete();
        _ = async ? await all.ExecuteDeleteAsync() : all.ExecuteDelete();

        var statements = (async ? await dry.Sharding().GetDryRunReportAsync() : dry.Sharding().GetDryRunReport()).Statements;

        Assert.Equal([(DryRunTier.Refused, 3), (DryRunTier.OneShard, 1)], statements.Select(s => (s.Tier, s.MaxShards)));
        Assert.Contains("3 shards", statements[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_save_that_the_shards_could_not_place_would_be_refused()
    {
        // Books by the quarter of their day, as far as there are quarters.
        await using var dry = new QuarterContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding => sharding
            .AddShard("s0", _files["quarters"]).AddShard("s1", _files["s1"])
            .Group("default", group => group.ByQuarter(quarter => quarter.From(new DateOnly(2024, 1, 1)).Periods("s0", "s1")))
            .DryRun()).Options);
        await dry.Database.EnsureCreatedAsync();
        dry.Add(new QuarterContext.Sale { Id = 1, Day = new DateOnly(2024, 9, 1) });
        await dry.SaveChangesAsync();
        var day = new DateOnly(2025, 1, 1);
        Assert.Empty(await dry.Set<QuarterContext.Sale>().Where(s => s.Day == day).ToListAsync());

        var report = await dry.Sharding().GetDryRunReportAsync();

        Assert.Contains("period", Assert.Single(report.Writes).Error, StringComparison.Ordinal);
        Assert.Equal(1, await dry.Set<QuarterContext.Sale>().CountAsync());
    }

    public void Dispose()
    {
        _databases.Dispose();
        _files.Dispose();
    }

    private static async Task SaveAsync(DbContext context, bool async) => Assert.NotEqual(0, async ? await context.SaveChangesAsync() : context.SaveChanges());

    private static LibraryContext.Author Author(int id) => new() { Id = id, Name = "new", CountryCode = "de" };

    private static LibraryContext.Book Book(int id, long author) => new() { Id = id, AuthorId = author, Title = "new" };

    /// <summary>Two keys of different shards.</summary>
    private (int Here, int There) Apart(LibraryContext dry)
    {
        Assert.Single(dry.Sharding().Shards);
        using var sharded = _databases.Sharded(HowGathered.Refused);
        var keys = Enumerable.Range(201, 50).ToLookup(id => sharded.Sharding().ShardOf<LibraryContext.Author>(id).Name);
        return (keys["s0"].First(), keys["s1"].First());
    }

    private LibraryContext Dry(CrossShardCommit policy)
        => new(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding => sharding
            .AddShard("s0", _databases.ConnectionString("single")).AddShard("s1", _files["s1"]).AddShard("s2", _files["s2"])
            .UnshardedOn(LibraryDatabases.UnshardedOn).CrossShardCommit(policy).DryRun()).Options);

    private sealed class QuarterContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Sale>().HasShardKey(s => s.Day).Property(s => s.Id).ValueGeneratedNever();

        public sealed class Sale
        {
            public int Id { get; init; }

            public DateOnly Day { get; init; }
        }
    }
}
