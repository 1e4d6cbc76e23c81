using EfShard.Commit;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>
///     Of several writers none waits for locks without a limit, though the limit is set while a save makes its first batches; and one takes the lock on the id with it.
/// </summary>
public sealed class LockLimitTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private const string NoteLimits =
        """
        CREATE TABLE IF NOT EXISTS limits (of text, is_limited boolean);
        TRUNCATE limits;
        CREATE OR REPLACE FUNCTION note_limit() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN INSERT INTO limits SELECT tg_table_name, current_setting('lock_timeout') <> '0'; RETURN new; END $$;
        CREATE OR REPLACE TRIGGER note_limit BEFORE INSERT ON "Author" FOR EACH ROW EXECUTE FUNCTION note_limit();
        CREATE OR REPLACE TRIGGER note_limit BEFORE INSERT ON "Follow" FOR EACH ROW EXECUTE FUNCTION note_limit();
        """;

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_shard_has_it_before_its_first_row_in_whichever_level_that_is(bool async)
    {
        Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        context.Add(new Author { Id = 2 });
        await context.SaveAsync(async);
        context.AddRange(new Author { Id = 1 }, new Author { Id = 3 });

        // The second shard has nothing to do before the author of the first is there.
        context.Add(new Follow { FollowerId = 2, FollowedId = 1 });
        context.Add(new Follow { FollowerId = 1, FollowedId = 3 });
        await context.SaveAsync(async);

        Assert.Equal([["Author True", "Follow True"], ["Author False", "Follow True"], ["Author True"]], [LimitsOf("s1"), LimitsOf("s2"), LimitsOf("s3")]);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_that_cannot_be_made_leaves_no_statement_under_way(bool async)
    {
        Clear();
        var fails = true;
        await using var context = desk.Context(CrossShardCommit.TwoPhase, options => options.LogTo(
            (id, _) => id == RelationalEventId.BatchReadyForExecution,
            _ =>
            {
                if (fails)
                {
                    throw new NotSupportedException("The log is full.");
                }
            }));
        context.AddRange(Enumerable.Range(0, 8).Select(id => new Author { Id = id }));

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => context.SaveAsync(async));
        Assert.Equal("The log is full.", failure.GetBaseException().Message);
        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));

        fails = false;
        Assert.Equal(8, await context.SaveAsync(async));
        Assert.Equal([2, 2, 2, 2], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_record_waits_for_nobody_where_the_lock_was_taken_before(bool async, bool isOwn)
    {
        Clear();
        using var prepared = new ManualResetEventSlim();
        var (isPreparedWhenRecorded, isLockedWhenStarted) = (false, false);
        CommitRules.AtOwnStep = (step, decider) =>
        {
            if (step is CommitStep.Started)
            {
                isLockedWhenStarted = desk.Scalar(
                    decider,
                    "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND d.datname = current_database()") is 1L;
            }
            else if (step is CommitStep.Recorded)
            {
                // In a transaction of the application's nobody is asked to prepare before this returns.
                isPreparedWhenRecorded = isOwn ? prepared.Wait(TimeSpan.FromMinutes(1)) : prepared.IsSet;
            }
            else if (step is CommitStep.Prepared)
            {
                prepared.Set();
            }
        };
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using var transaction = isOwn ? null : await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveAsync(async);
        await (transaction is null ? Task.CompletedTask : transaction.CommitAsync());
        CommitRules.AtOwnStep = null;

        Assert.Equal((isOwn, isOwn), (isLockedWhenStarted, isPreparedWhenRecorded));
        Assert.Equal([0, 1, 1, 0], desk.Counts("Author"));
    }

    private void Clear()
    {
        desk.Clear();
        Array.ForEach(desk.Names, shard => desk.Scalar(shard, NoteLimits));
    }

    private string[] LimitsOf(string shard)
    {
        using var connection = desk.Open(shard);
        using var command = new NpgsqlCommand("SELECT array_agg(of || ' ' || CASE WHEN is_limited THEN 'True' ELSE 'False' END ORDER BY of) FROM limits", connection);
        return (string[])command.ExecuteScalar()!;
    }
}
