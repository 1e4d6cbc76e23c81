using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>
///     Something over several shards is done on some and not on others, without any database having given up, and the application goes on. Of one database it would have been done
///     or not: so half of it must not be committed.
/// </summary>
public sealed class TornTransactionTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private readonly OnSave _on = new();

    [PostgresTheory]
    [InlineData(CrossShardCommit.TwoPhase, true)]
    [InlineData(CrossShardCommit.TwoPhase, false)]
    [InlineData(CrossShardCommit.BestEffort, true)]
    [InlineData(CrossShardCommit.BestEffort, false)]
    public async Task Half_of_a_statement_is_not_committed(CrossShardCommit policy, bool async)
    {
        await SeedAsync();
        await using var context = Context(policy);
        await using var transaction = await context.Database.BeginTransactionAsync();
        _on.Writing = (_, nth) => Assert.True(nth < 3, "not here");
        Assert.NotNull(await Record.ExceptionAsync(() => RenameAsync(context, "half", async)));

        var failure = await Record.ExceptionAsync(() => CommitAsync(transaction, async));

        Assert.Equal(["", "", "", ""], NamesOf());
        Assert.Contains("some have done it and others have not", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal);
        await transaction.RollbackAsync();
        Assert.Null(context.Database.CurrentTransaction);
    }

    [PostgresFact]
    public async Task Half_of_a_statement_that_was_cancelled_is_not_committed()
    {
        await SeedAsync();
        await using var context = Context(CrossShardCommit.TwoPhase);
        await using var transaction = await context.Database.BeginTransactionAsync();
        using var cancelling = new CancellationTokenSource();
        _on.Writing = (_, nth) =>
        {
            if (nth == 3)
            {
                cancelling.Cancel();
                cancelling.Token.ThrowIfCancellationRequested();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => context.Set<Author>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "half"), cancelling.Token));

        await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync());

        Assert.Equal(["", "", "", ""], NamesOf());
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Undone_to_a_savepoint_from_before_it_the_rest_is_committed(bool async)
    {
        await SeedAsync();
        await using var context = Context(CrossShardCommit.TwoPhase);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await RenameAsync(context, "whole", async);
        await transaction.CreateSavepointAsync("whole");
        _on.Writing = (_, nth) => Assert.True(nth < 3, "not here");
        Assert.NotNull(await Record.ExceptionAsync(() => RenameAsync(context, "half", async)));
        _on.Writing = null;
        await transaction.CreateSavepointAsync("torn");
        await transaction.RollbackToSavepointAsync("torn");
        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(transaction, async));

        await transaction.RollbackToSavepointAsync("whole");
        await CommitAsync(transaction, async);

        Assert.Equal(["whole", "whole", "whole", "whole"], NamesOf());
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Half_of_an_undone_savepoint_is_not_committed(bool async)
    {
        await SeedAsync();
        await using var context = Context(CrossShardCommit.TwoPhase);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Set<Author>().Where(a => a.Id < 2).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "before"));
        await transaction.CreateSavepointAsync("before");
        await RenameAsync(context, "after", async);
        _on.RollingBackToSavepoint = (_, nth) => Assert.True(nth < 3, "not here");
        Assert.NotNull(await Record.ExceptionAsync(() => async ? transaction.RollbackToSavepointAsync("before") : Task.Run(() => transaction.RollbackToSavepoint("before"))));

        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(transaction, async));

        Assert.Equal(["", "", "", ""], NamesOf());
        _on.RollingBackToSavepoint = null;
        await transaction.RollbackToSavepointAsync("before");
        await CommitAsync(transaction, async);
        Assert.Equal(["before", "before", "", ""], NamesOf());
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_one_shard_could_not_undo_is_not_committed(bool async)
    {
        await SeedAsync();
        await using var context = Context(CrossShardCommit.TwoPhase);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Set<Author>().Where(a => a.Id < 2).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "before"));
        _on.RollingBackToSavepoint = (_, nth) => Assert.True(nth > 1, "not here");

        // Of the two that did what they could one can't undo it, which EF Core only logs; the third has refused it, and undone it.
        context.AddRange(new Author { Id = 4 }, new Author { Id = 5 }, new Author { Id = 2 });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));

        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(transaction, async));

        Assert.Equal([1, 1, 1, 1], desk.Counts("Author"));
        Assert.Equal(["", "", "", ""], NamesOf());
    }

    private async Task SeedAsync()
    {
        desk.Clear();
        await using var seed = desk.Context(CrossShardCommit.TwoPhase);
        seed.AddRange(Enumerable.Range(0, 4).Select(id => new Author { Id = id }));
        await seed.SaveChangesAsync();
    }

    private static Task RenameAsync(DeskContext context, string name, bool async)
        => async
            ? context.Set<Author>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, name))
            : Task.Run(() => context.Set<Author>().ExecuteUpdate(set => set.SetProperty(a => a.Name, name)));

    private static Task CommitAsync(IDbContextTransaction transaction, bool async) => async ? transaction.CommitAsync() : Task.Run(transaction.Commit);

    private string[] NamesOf() => Array.ConvertAll(desk.Names, name => (string)desk.Scalar(name, "SELECT \"Name\" FROM \"Author\"")!);

    // One shard after the other, so that it is known which have done it.
    private DeskContext Context(CrossShardCommit policy)
        => desk.Context(policy, options => options.AddInterceptors(_on), sharding: sharding => sharding.MaxParallelShards(1));
}
