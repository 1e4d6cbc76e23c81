using System.Data;
using EfShard.Commit;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>A transaction over shards, one of which is written by what nobody sees: SQL of the application's. It commits with the others, or not at all.</summary>
public sealed class UnseenWritesTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private const string Insert = "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (1, 'unseen', 0) RETURNING *";

    /// <summary>How the application comes to write on s1.</summary>
    public enum Way
    {
        Query,
        QueryOfAll,
        Connection,
        ConnectionFromBefore,
        Transaction,
    }

    public static TheoryData<Way, bool> Ways
    {
        get
        {
            var all = new TheoryData<Way, bool>();
            foreach (var way in Enum.GetValues<Way>())
            {
                all.Add(way, true);
                all.Add(way, false);
            }

            return all;
        }
    }

    [PostgresTheory]
    [MemberData(nameof(Ways))]
    public async Task It_is_not_committed_where_another_shard_refuses(Way way, bool async)
    {
        Clear();
        desk.FailCommitsOn("s0");
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using var transaction = await WriteAsync(context, way, async);
        context.Add(new Author { Id = 0 });
        await context.SaveAsync(async);

        await Assert.ThrowsAsync<PostgresException>(() => CommitAsync(transaction, async));

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
        await transaction.RollbackAsync();
    }

    [PostgresTheory]
    [MemberData(nameof(Ways))]
    public async Task It_is_committed_with_the_others(Way way, bool async)
    {
        Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using var transaction = await WriteAsync(context, way, async);
        context.Add(new Author { Id = 0 });
        await context.SaveAsync(async);

        await CommitAsync(transaction, async);

        Assert.Equal([1, 1, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shard_that_raw_SQL_only_read_takes_no_second_phase(bool async)
    {
        Clear();
        var steps = new List<CommitStep>();
        CommitRules.AtOwnStep = (step, _) => steps.Add(step);
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using var transaction = await context.Database.BeginTransactionAsync();
        _ = await context.Set<Author>().FromSql($"SELECT * FROM \"Author\"").OnShard("s1").ToListAsync();
        context.Add(new Author { Id = 0 });
        await context.SaveAsync(async);

        await (async ? transaction.CommitAsync() : Task.Run(transaction.Commit));

        CommitRules.AtOwnStep = null;
        Assert.Empty(steps);
        Assert.Equal([1, 0, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_database_gave_up_there_is_not_committed_around(bool async)
    {
        Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using var transaction = await WriteAsync(context, Way.Transaction, async);
        await Assert.ThrowsAsync<PostgresException>(() => context.Set<Author>().FromSql($"SELECT * FROM \"Author\" WHERE 1 / 0 = 1").OnShard("s1").ToListAsync());
        context.Add(new Author { Id = 0 });
        await context.SaveAsync(async);

        var error = await Assert.ThrowsAsync<PostgresException>(() => CommitAsync(transaction, async));

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, error.SqlState);
        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reject_refuses_the_commit_of_both(bool async)
    {
        Clear();
        await using var context = desk.Context(CrossShardCommit.Reject);
        await using var transaction = await WriteAsync(context, Way.Query, async);
        context.Add(new Author { Id = 0 });
        await context.SaveAsync(async);

        await Assert.ThrowsAsync<CrossShardCommitException>(() => CommitAsync(transaction, async));
        await transaction.RollbackAsync();

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BestEffort_tells_that_it_is_committed_and_another_shard_is_not(bool async)
    {
        Clear();
        desk.FailCommitsOn("s2");
        await using var context = desk.Context(CrossShardCommit.BestEffort);
        await using var transaction = await WriteAsync(context, Way.Query, async);
        context.Add(new Author { Id = 2 });
        await context.SaveAsync(async);

        var partial = await Assert.ThrowsAsync<PartialCommitException>(() => CommitAsync(transaction, async));

        Assert.Equal(["s1"], partial.CommittedShards);
        Assert.Equal(["s2"], partial.NotCommittedShards);
        Assert.Equal([0, 1, 0, 0], desk.Counts("Author"));
    }

    private void Clear()
    {
        desk.Clear();
        foreach (var shard in desk.Names)
        {
            desk.Scalar(
                shard,
                $"""
                 CREATE OR REPLACE FUNCTION unseen() RETURNS SETOF "Author" LANGUAGE sql AS
                 '{(shard is "s1" ? Insert.Replace("'", "''", StringComparison.Ordinal) : "SELECT * FROM \"Author\" WHERE false")}';
                 """);
        }
    }

    private static async Task<IDbContextTransaction> WriteAsync(DeskContext context, Way way, bool async)
    {
        var connection = way is Way.ConnectionFromBefore ? ConnectionOf(context) : null;
        var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        switch (way)
        {
            case Way.Query:
                var query = context.Set<Author>().FromSqlRaw("SELECT * FROM unseen()").OnShard("s1").AsNoTracking();
                Assert.Single(async ? await query.ToListAsync() : [.. query]);
                break;
            case Way.QueryOfAll:
                var all = context.Set<Author>().FromSqlRaw("SELECT * FROM unseen()").AllShards().AsNoTracking();
                Assert.Single(async ? await all.ToListAsync() : [.. all]);
                break;
            case Way.Transaction:
                using (context.Sharding().UseShard("s1"))
                {
                    var ofShard = (NpgsqlTransaction)transaction.GetDbTransaction();
                    await ExecuteAsync(ofShard.Connection!, ofShard);
                }

                break;
            default:
                Assert.Empty(await context.Set<Author>().Where(a => a.Id == 1).ToListAsync());
                await ExecuteAsync(connection ?? ConnectionOf(context), null);
                break;
        }

        return transaction;
    }

    private static NpgsqlConnection ConnectionOf(DeskContext context)
    {
        using (context.Sharding().UseShard("s1"))
        {
            return (NpgsqlConnection)context.Database.GetDbConnection();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        Assert.Equal(ConnectionState.Open, connection.State);
        await using var command = new NpgsqlCommand(Insert, connection, transaction);
        await command.ExecuteNonQueryAsync();
    }

    private static Task CommitAsync(IDbContextTransaction transaction, bool async) => async ? transaction.CommitAsync() : Task.Run(transaction.Commit);
}
