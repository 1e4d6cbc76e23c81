using EfShard.Tests.Update.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class BestEffortFailureTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failing_statement_rolls_back_every_shard_and_is_the_exception_that_EF_Core_throws(bool async)
    {
        Desk.Scalar("s2", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, 'there already', 0)");
        await using var context = Desk.Context();
        var culprit = new Author { Id = 2 };
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 }, culprit, new Author { Id = 3 });

        var error = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));

        Assert.Same(culprit, Assert.Single(error.Entries).Entity);
        Assert.Equal(19, Assert.IsType<SqliteException>(error.InnerException).SqliteErrorCode);
        Assert.Equal("s2", error.ShardName());
        Assert.Equal([0, 0, 1, 0], Desk.Counts("Author"));
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Added, entry.State));
        Assert.Null(context.Database.CurrentTransaction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_failed_can_be_repeated_when_its_cause_is_gone(bool async)
    {
        Desk.Scalar("s2", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, 'there already', 0)");
        await using var context = Desk.Context();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));

        Desk.Scalar("s2", "DELETE FROM \"Author\"");

        Assert.Equal(2, await context.SaveAsync(async));
        Assert.Equal([0, 1, 1, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_commit_that_fails_leaves_nothing_anywhere(bool async)
    {
        FailCommitsOn("s0");
        await using var context = Desk.Context();
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 });

        await Assert.ThrowsAsync<SqliteException>(() => context.SaveAsync(async));

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_later_commit_that_fails_is_told_with_the_shards_that_did_and_did_not_commit(bool async)
    {
        FailCommitsOn("s1");
        await using var context = Desk.Context();
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 }, new Author { Id = 3 }, new Draft { OwnerId = 7 });

        var error = await Assert.ThrowsAsync<PartialCommitException>(() => context.SaveAsync(async));

        Assert.Equal(["s0"], error.CommittedShards);
        Assert.Equal(["s1", "s3"], error.NotCommittedShards);
        Assert.Equal("s1", error.FailedShard);
        Assert.Equal(
            ["Author 1", "Author 3", "Draft 7"],
            error.Entries.Select(e => $"{e.Metadata.ShortName()} {(e.Entity as Author)?.Id ?? (e.Entity as Draft)?.OwnerId}").Order());
        Assert.IsType<SqliteException>(Assert.Single(Assert.IsType<AggregateException>(error.InnerException).InnerExceptions));
        Assert.Equal([1, 0, 0, 0], Desk.Counts("Author"));
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Draft"));
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Added, entry.State));
        Assert.Null(context.Database.CurrentTransaction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partial_commit_is_not_repeated_by_a_retrying_strategy(bool async)
    {
        FailCommitsOn("s1");
        var strategy = new StrategyProbe();
        await using var context = Desk.Context(configure: strategy.Use);
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 });

        await Assert.ThrowsAsync<PartialCommitException>(() => context.SaveAsync(async));

        Assert.Equal(0, strategy.Retries);
        Assert.Equal([1, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_before_the_first_commit_is_repeated_as_a_whole_by_a_retrying_strategy(bool async)
    {
        Desk.Scalar("s1", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (1, 'in the way', 0)");
        var strategy = new StrategyProbe { BeforeRetry = () => Desk.Scalar("s1", "DELETE FROM \"Author\"") };
        await using var context = Desk.Context(configure: strategy.Use);
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 });

        Assert.Equal(2, await context.SaveAsync(async));

        Assert.Equal(1, strategy.Retries);
        Assert.Equal([1, 1, 0, 0], Desk.Counts("Author"));
    }

    [Fact]
    public async Task A_cancelled_save_writes_nothing_anywhere()
    {
        using var cancelled = new CancellationTokenSource();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(new Cancelling(cancelled)));
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.SaveChangesAsync(cancelled.Token));

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    /// <summary>Really: the database itself finds at the commit that a deferred foreign key leads nowhere.</summary>
    private void FailCommitsOn(string shard)
    {
        Desk.Scalar(shard, "CREATE TABLE nobody (id INTEGER PRIMARY KEY)");
        Desk.Scalar(shard, "CREATE TABLE promised (id INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)");
        Desk.Scalar(shard, "CREATE TRIGGER promise AFTER INSERT ON \"Author\" BEGIN INSERT INTO promised VALUES (new.\"Id\"); END");
    }
}
