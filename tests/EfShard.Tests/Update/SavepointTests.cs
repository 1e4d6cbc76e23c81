using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class SavepointTests : SqliteDeskTests
{
    [Fact]
    public async Task A_savepoint_undoes_what_came_after_it_on_every_shard()
    {
        await using var context = Desk.Context();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveChangesAsync();
        await transaction.CreateSavepointAsync("half");
        context.AddRange(new Author { Id = 5 }, new Author { Id = 6 });
        await context.SaveChangesAsync();

        await transaction.RollbackToSavepointAsync("half");
        await transaction.ReleaseSavepointAsync("half");
        await transaction.CommitAsync();

        Assert.Equal([0, 1, 1, 0], Desk.Counts("Author"));
    }

    [Fact]
    public void A_shard_that_joins_later_has_the_savepoints_too()
    {
        using var context = Desk.Context();
        using var transaction = context.Database.BeginTransaction();
        Assert.True(transaction.SupportsSavepoints);
        transaction.CreateSavepoint("empty");
        context.Add(new Author { Id = 1 });
        context.SaveChanges();
        transaction.CreateSavepoint("one");
        context.AddRange(new Author { Id = 2 }, new Author { Id = 5 });
        context.SaveChanges();

        transaction.RollbackToSavepoint("one");
        context.ChangeTracker.Clear();
        context.Add(new Author { Id = 3 });
        context.SaveChanges();
        transaction.Commit();

        Assert.Equal([0, 1, 0, 1], Desk.Counts("Author"));
    }

    [Fact]
    public void A_rollback_to_a_savepoint_gives_the_right_to_write_to_another_shard_back()
    {
        using var context = Desk.Context(CrossShardCommit.Reject);
        using var transaction = context.Database.BeginTransaction();
        transaction.CreateSavepoint("nothing yet");
        context.Add(new Author { Id = 1 });
        context.SaveChanges();

        transaction.RollbackToSavepoint("nothing yet");
        context.ChangeTracker.Clear();
        context.Add(new Author { Id = 2 });
        context.SaveChanges();
        transaction.Commit();

        Assert.Equal([0, 0, 1, 0], Desk.Counts("Author"));
    }

    [Fact]
    public void A_savepoint_that_was_released_or_never_made_is_unknown()
    {
        using var context = Desk.Context();
        using var transaction = context.Database.BeginTransaction();
        transaction.CreateSavepoint("made");
        transaction.ReleaseSavepoint("made");

        var error = Assert.Throws<InvalidOperationException>(() => transaction.RollbackToSavepoint("made"));
        Assert.Contains("'made'", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => transaction.ReleaseSavepoint("never made"));
    }

    [Fact]
    public async Task Without_automatic_savepoints_a_failed_save_leaves_what_it_wrote_to_the_transaction()
    {
        Desk.Scalar("s2", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, 'there already', 0)");
        var log = new CommandLog();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(log));
        context.Database.AutoSavepointsEnabled = false;
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());

        Assert.DoesNotContain("(savepoint)", log.Lines);
    }
}
