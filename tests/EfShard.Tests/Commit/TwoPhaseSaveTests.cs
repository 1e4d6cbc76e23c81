using System.Transactions;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using IsolationLevel = System.Data.IsolationLevel;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>Two-phase commit on four real servers, where nothing crashes.</summary>
public sealed class TwoPhaseSaveTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_over_four_shards_is_committed_and_nothing_of_the_protocol_stays(bool async)
    {
        desk.Clear();
        await using var context = TwoPhase();
        context.AddRange(Enumerable.Range(0, 40).Select(i => new Author { Id = i }));

        Assert.Equal(40, await context.SaveAsync(async));

        Assert.Equal([10, 10, 10, 10], desk.Counts("Author"));
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
        await NothingIsLeftAsync(context);
    }

    [PostgresFact]
    public async Task Two_phase_commit_is_what_PostgreSQL_does_by_default()
    {
        desk.Clear();
        await using var context = desk.Context(policy: null);
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 }, new Country { Code = "NL" });

        Assert.Equal(3, await context.SaveChangesAsync());

        Assert.Equal([1, 1, 0, 0], desk.Counts("Author"));
        Assert.Equal([1, 1, 1, 1], desk.Counts("Country"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_over_shards_sees_its_writes_and_commits_them_together(bool async)
    {
        desk.Clear();
        await using var context = TwoPhase();
        await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveAsync(async);
        transaction.CreateSavepoint("two");
        context.Add(new Author { Id = 3 });
        await context.SaveAsync(async);
        transaction.RollbackToSavepoint("two");
        await context.Set<Author>().Where(a => a.Id < 100).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "seen"));

        Assert.Equal(["seen", "seen"], await context.Set<Author>().AsNoTracking().Select(a => a.Name).ToListAsync());
        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        if (async)
        {
            await transaction.CommitAsync();
        }
        else
        {
            transaction.Commit();
        }

        Assert.Equal([0, 1, 1, 0], desk.Counts("Author"));
        await NothingIsLeftAsync(context);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollback_undoes_every_shard(bool async)
    {
        desk.Clear();
        await using var context = TwoPhase();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
            await context.SaveAsync(async);
            await transaction.RollbackAsync();
        }

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        await NothingIsLeftAsync(context);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fan_out_statements_are_committed_together(bool async)
    {
        desk.Clear();
        await using var context = TwoPhase();
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));
        await context.SaveChangesAsync();

        Assert.Equal(8, async
            ? await context.Set<Author>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "x"))
            : context.Set<Author>().ExecuteUpdate(set => set.SetProperty(a => a.Name, "x")));
        Assert.Equal(6, async ? await context.Set<Author>().Where(a => a.Id > 1).ExecuteDeleteAsync() : context.Set<Author>().Where(a => a.Id > 1).ExecuteDelete());

        Assert.Equal([1, 1, 0, 0], desk.Counts("Author"));
        await NothingIsLeftAsync(context);
    }

    // Whichever of the shards decides: its refusal comes at the commit, the others' when they are prepared.
    [PostgresTheory]
    [InlineData(true, "s0")]
    [InlineData(true, "s1")]
    [InlineData(false, "s0")]
    [InlineData(false, "s1")]
    public async Task A_shard_that_refuses_to_commit_leaves_nothing_anywhere_and_its_exception_surfaces(bool async, string refusing)
    {
        desk.Clear();
        desk.FailCommitsOn(refusing);
        for (var i = 0; i < 4; i++)
        {
            await using var context = TwoPhase();
            context.AddRange(new Author { Id = 0 }, new Author { Id = 1 });

            var error = await Assert.ThrowsAsync<PostgresException>(() => context.SaveAsync(async));

            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, error.SqlState);
            Assert.Null(context.Database.CurrentTransaction);
            Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Added, entry.State));
        }

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        await using var other = TwoPhase();
        await NothingIsLeftAsync(other);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_commit_may_be_rolled_back_as_in_EF_Core(bool async)
    {
        desk.Clear();
        desk.FailCommitsOn("s1");
        await using var context = TwoPhase();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 });
        await context.SaveAsync(async);

        await Assert.ThrowsAsync<PostgresException>(() => async ? transaction.CommitAsync() : Task.Run(transaction.Commit));
        await transaction.RollbackAsync();

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    // PREPARE TRANSACTION in a failed transaction is a rollback that calls itself a success.
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_that_the_application_swallowed_is_not_committed_around(bool async)
    {
        desk.Clear();
        for (var i = 0; i < 6; i++)
        {
            await using var context = TwoPhase();
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.AddRange(new Author { Id = 0 }, new Author { Id = 1 }, new Author { Id = 2 });
            await context.SaveAsync(async);
            using (context.Sharding().UseShard("s1"))
            {
                await Assert.ThrowsAsync<PostgresException>(() => context.Database.ExecuteSqlRawAsync("SELECT 1 / 0"));
            }

            var error = await Assert.ThrowsAsync<PostgresException>(() => async ? transaction.CommitAsync() : Task.Run(transaction.Commit));

            Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, error.SqlState);
        }

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interceptors_see_each_shard_begin_and_commit(bool async)
    {
        desk.Clear();
        var log = new CommandLog();
        await using var context = TwoPhase(o => o.AddInterceptors(log));
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });

        await context.SaveAsync(async);

        Assert.Equal(2, log.Lines.Count(line => line == "(begin)"));
        Assert.Equal(["(commit)", "(commit)"], log.Lines.TakeLast(2));
        Assert.DoesNotContain(log.Commands, command => command.Contains("PREPARE", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Ten_thousand_rows_over_four_shards_are_one_commit()
    {
        desk.Clear();
        await using var context = TwoPhase();
        context.AddRange(Enumerable.Range(0, 10_000).Select(i => new Author { Id = i }));

        Assert.Equal(10_000, await context.SaveChangesAsync());

        Assert.Equal([2500, 2500, 2500, 2500], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_concurrency_conflict_on_one_shard_rolls_back_all(bool async)
    {
        desk.Clear();
        await using var context = TwoPhase();
        var authors = Enumerable.Range(0, 8).Select(i => new Author { Id = i, Name = "before" }).ToList();
        context.AddRange(authors);
        await context.SaveChangesAsync();
        desk.Scalar("s3", "UPDATE \"Author\" SET \"Version\" = 7 WHERE \"Id\" = 3");

        authors.ForEach(author => (author.Name, author.Version) = ("after", 1));
        var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveAsync(async));

        Assert.Same(authors[3], Assert.Single(error.Entries).Entity);
        Assert.All(desk.Names, name => Assert.Equal("before", desk.Scalar(name, "SELECT max(\"Name\") FROM \"Author\"")));
    }

    [PostgresFact]
    public async Task Of_eight_who_insert_the_same_rows_at_once_one_wins_as_a_whole()
    {
        desk.Clear();
        var saves = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            // Two may hold one row each and wait for the other's, which ends by time and is then repeated.
            await using var context = desk.Context(
                CrossShardCommit.TwoPhase,
                options => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure(maxRetryCount: 30, TimeSpan.FromSeconds(1), null)),
                sharding: shards => shards.CrossShardLockTimeout(TimeSpan.FromSeconds(1)));
            context.AddRange(new Author { Id = 1, Name = $"{i}" }, new Author { Id = 2, Name = $"{i}" });
            return await Record.ExceptionAsync(() => context.SaveChangesAsync());
        })));

        Assert.Single(saves, error => error is null);
        Assert.All(saves.OfType<Exception>(), error => Assert.Equal(PostgresErrorCodes.UniqueViolation, (error.GetBaseException() as PostgresException)?.SqlState));
        Assert.Equal(desk.Scalar("s1", "SELECT \"Name\" FROM \"Author\""), desk.Scalar("s2", "SELECT \"Name\" FROM \"Author\""));
    }

    [PostgresFact]
    public async Task A_deadlock_of_two_transfers_in_opposite_order_ends_with_an_error_that_retrying_strategies_repeat()
    {
        desk.Clear();
        await using (var setup = TwoPhase())
        {
            setup.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
            await setup.SaveChangesAsync();
        }

        using var bothHoldOne = new Barrier(2);
        var transfers = await Task.WhenAll(Task.Run(() => TransferAsync(1, 2, bothHoldOne)), Task.Run(() => TransferAsync(2, 1, bothHoldOne)));

        // EF Core wraps what passes, and says that a retrying strategy would have repeated it.
        var failures = transfers.OfType<InvalidOperationException>().ToList();
        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.Contains("transient", failure.Message, StringComparison.Ordinal));
        Assert.All(failures, failure => Assert.Equal(PostgresErrorCodes.LockNotAvailable, Assert.IsType<PostgresException>(failure.InnerException).SqlState));
    }

    [PostgresTheory]
    [InlineData(IsolationLevel.ReadCommitted, "read committed")]
    [InlineData(IsolationLevel.RepeatableRead, "repeatable read")]
    [InlineData(IsolationLevel.Serializable, "serializable")]
    public async Task Every_participant_has_the_isolation_level_of_the_transaction(IsolationLevel level, string name)
    {
        desk.Clear();
        await using var context = TwoPhase();
        await using var transaction = await context.Database.BeginTransactionAsync(level);
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveChangesAsync();

        foreach (var shard in desk.Names)
        {
            using (context.Sharding().UseShard(shard))
            {
                Assert.Equal(name, await context.Database.SqlQueryRaw<string>("SELECT current_setting('transaction_isolation') AS \"Value\"").SingleAsync());
            }
        }

        await transaction.CommitAsync();
        Assert.Equal([0, 1, 1, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_TransactionScope_is_refused(bool async)
    {
        desk.Clear();
        await using var context = TwoPhase();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.Contains("TransactionScope", (await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveAsync(async))).Message, StringComparison.Ordinal);
        }

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_of_a_save_are_those_of_any_save(bool async)
    {
        desk.Clear();
        var events = new List<string>();
        await using var context = TwoPhase();
        context.SavingChanges += (_, _) => events.Add("saving");
        context.SavedChanges += (_, saved) => events.Add($"saved {saved.EntitiesSavedCount}");
        context.SaveChangesFailed += (_, failed) => events.Add($"failed {failed.Exception.GetType().Name}");
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveAsync(async);

        context.ChangeTracker.Clear();
        context.AddRange(new Author { Id = 3 }, new Author { Id = 2 });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));

        Assert.Equal(["saving", "saved 2", "saving", "failed DbUpdateException"], events);
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Added, entry.State));
        Assert.Equal([0, 1, 1, 0], desk.Counts("Author"));
    }

    private async Task<Exception?> TransferAsync(long from, long to, Barrier bothHoldOne)
    {
        await using var context = desk.Context(CrossShardCommit.TwoPhase, sharding: s => s.CrossShardLockTimeout(TimeSpan.FromSeconds(1)));
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Set<Author>().Where(a => a.Id == from).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version - 1));
        bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(30));
        try
        {
            await context.Set<Author>().Where(a => a.Id == to).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version + 1));
            await transaction.CommitAsync();
            return null;
        }
        catch (InvalidOperationException failure)
        {
            return failure;
        }
    }

    private DeskContext TwoPhase(Action<DbContextOptionsBuilder>? configure = null) => desk.Context(CrossShardCommit.TwoPhase, configure);

    private static async Task NothingIsLeftAsync(DeskContext context)
    {
        Assert.Empty((await context.Sharding().FindInDoubtAsync()).InDoubt);
        await Eventually.TrueAsync(
            async () =>
            {
                var records = 0L;
                foreach (var shard in context.Sharding().Shards)
                {
                    using (context.Sharding().UseShard(shard.Name))
                    {
                        records += await context.Database.SqlQueryRaw<long>("SELECT count(*) AS \"Value\" FROM \"__EFShardTransactions\"").SingleAsync();
                    }
                }

                return records == 0;
            },
            "the records are deleted");
    }
}
