using System.Data.Common;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>
///     A connection is lost before the commit, and nobody was told: EF Core logs it where a savepoint is released after a save. The commit says what happened, with what has broken the
///     connection, and not what a provider says of an object that it has thrown away.
/// </summary>
public sealed class LostBeforeCommitTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private readonly OnSave _on = new();

    [PostgresTheory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public async Task The_commit_tells_what_has_broken_it(int shards, bool async)
    {
        desk.Clear();
        await using var context = Context();
        await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        context.AddRange(Enumerable.Range(1, shards).Select(id => new Author { Id = id }));
        _on.ReleasingSavepoint = EndOnce();
        await context.SaveAsync(async);

        var failure = await Record.ExceptionAsync(() => CommitAsync(transaction, async));

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        Assert.IsAssignableFrom<NpgsqlException>(Assert.IsType<InvalidOperationException>(failure).InnerException);
        Assert.Contains("Nothing is committed", failure!.Message, StringComparison.Ordinal);
        await RollbackAsync(transaction, async);
        Assert.Null(context.Database.CurrentTransaction);
    }

    // The reader would commit first, and the writer then: what was read may be what the writes go by.
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_committed_where_a_shard_that_was_read_is_lost(bool async)
    {
        desk.Clear();
        await using var context = Context();
        await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        Assert.Empty(await context.Set<Author>().Where(a => a.Id == 3).ToListAsync());
        context.Add(new Author { Id = 1 });
        await context.SaveAsync(async);
        End(ConnectionOf(context, "s3"));
        Assert.NotNull(await Record.ExceptionAsync(() => context.Set<Author>().Where(a => a.Id == 3).ToListAsync()));

        var failure = await Record.ExceptionAsync(() => CommitAsync(transaction, async));

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        Assert.IsAssignableFrom<NpgsqlException>(Assert.IsType<InvalidOperationException>(failure).InnerException);
    }

    // catch { transaction.Rollback(); throw; } must not put another exception in the place of the first.
    [PostgresTheory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public async Task A_rollback_of_what_is_lost_is_no_failure(int shards, bool async)
    {
        desk.Clear();
        await using var context = Context();
        await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        context.AddRange(Enumerable.Range(1, shards).Select(id => new Author { Id = id }));
        await context.SaveAsync(async);
        End(ConnectionOf(context, "s1"));
        context.Add(new Author { Id = 5 });
        Assert.NotNull(await Record.ExceptionAsync(() => context.SaveAsync(async)));

        await RollbackAsync(transaction, async);

        Assert.Null(context.Database.CurrentTransaction);
        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        context.ChangeTracker.Clear();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveAsync(async);
        Assert.Equal([0, 1, 1, 0], desk.Counts("Author"));
    }

    private DeskContext Context() => desk.Context(CrossShardCommit.TwoPhase, options => options.AddInterceptors(_on));

    private Action<DbConnection> EndOnce()
    {
        var isDone = 0;
        return connection =>
        {
            if (Interlocked.Exchange(ref isDone, 1) == 0)
            {
                End(connection);
            }
        };
    }

    private static DbConnection ConnectionOf(DeskContext context, string shard)
    {
        using (context.Sharding().UseShard(shard))
        {
            return context.Database.GetDbConnection();
        }
    }

    /// <summary>Has the server end a connection, and waits until it has.</summary>
    private static void End(DbConnection connection)
    {
        var victim = (NpgsqlConnection)connection;
        using var other = (NpgsqlConnection)((ICloneable)victim).Clone();
        other.Open();
        using var command = new NpgsqlCommand($"SELECT pg_terminate_backend({victim.ProcessID}, 60000)", other);
        Assert.Equal(true, command.ExecuteScalar());
    }

    private static Task CommitAsync(IDbContextTransaction transaction, bool async) => async ? transaction.CommitAsync() : Task.Run(transaction.Commit);

    private static Task RollbackAsync(IDbContextTransaction transaction, bool async) => async ? transaction.RollbackAsync() : Task.Run(transaction.Rollback);
}
