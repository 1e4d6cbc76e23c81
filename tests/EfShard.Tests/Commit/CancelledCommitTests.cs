using EfShard.Commit;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Commit;

/// <summary>A commit over shards is cancelled: at each of its steps, and while a server works on one. It ends whole, and the caller is told how.</summary>
public sealed class CancelledCommitTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private static readonly string[] Written = ["s1", "s2", "s3"];

    [PostgresFact]
    public async Task Cancelled_at_a_step_it_is_committed_everywhere_or_nowhere_and_says_which()
    {
        foreach (var step in Enum.GetValues<CommitStep>().Where(step => step < CommitStep.Forgetting))
        {
            foreach (var nth in new[] { 1, 2 })
            {
                desk.Clear();
                var left = nth;
                using var cancelling = new CancellationTokenSource();
                var failure = await SaveAsync(
                    (reached, _) =>
                    {
                        if (reached == step && Interlocked.Decrement(ref left) == 0)
                        {
                            cancelling.Cancel();
                        }
                    },
                    cancelling.Token);

                await NothingIsPreparedAsync();
                var rows = Written.Sum(shard => desk.Count(shard, "Author"));
                Assert.True(rows == (failure is null ? 3 : 0), $"{step} {nth}: {rows} rows, {failure}");
                Assert.True(failure is null or OperationCanceledException, $"{step} {nth}: {failure}");
                Assert.True(nth == 2 || step > CommitStep.Recorded || failure is not null, $"{step} {nth}: not cancelled");
                Assert.True(step < CommitStep.Deciding || failure is null, $"{step} {nth}: cancelled after the decision");
            }
        }
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelled_while_a_server_works_it_is_rolled_back_before_the_decision_and_finished_in_it(bool decides)
    {
        const string Slow = "s2";
        desk.Clear();
        desk.Scalar(
            Slow,
            """
            CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN new; END';
            CREATE CONSTRAINT TRIGGER promise AFTER INSERT ON "Author" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();
            """);
        using var holder = desk.Open(Slow);
        await ExecuteAsync(holder, "SELECT pg_advisory_lock(4711)");
        using var cancelling = new CancellationTokenSource();

        // Whether the shard decides is for the transaction's id to say: until it does, or does not.
        var save = Task.Run(async () =>
        {
            Exception? failure;
            do
            {
                failure = await SaveAsync(
                    (reached, shard) =>
                    {
                        if (reached is CommitStep.Started && shard == Slow != decides)
                        {
                            throw new NotSupportedException("Another one is to decide.");
                        }
                    },
                    cancelling.Token);
            }
            while (failure is NotSupportedException);

            return failure;
        });
        await Eventually.TrueAsync(
            () =>
            {
                Assert.False(save.IsCompleted);
                return desk.Scalar(Slow, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'") is 1L;
            },
            "the server works on it",
            TimeSpan.FromMinutes(1));
        await cancelling.CancelAsync();
        if (!decides)
        {
            Assert.IsAssignableFrom<OperationCanceledException>(await save.WaitAsync(TimeSpan.FromMinutes(1)));
        }

        await ExecuteAsync(holder, "SELECT pg_advisory_unlock(4711)");
        Assert.Equal(decides, await save.WaitAsync(TimeSpan.FromMinutes(1)) is null);
        await NothingIsPreparedAsync();
        Assert.Equal(decides ? 3 : 0, Written.Sum(shard => desk.Count(shard, "Author")));
    }

    private async Task<Exception?> SaveAsync(Action<CommitStep, string> atStep, CancellationToken cancellationToken)
        => await Task.Run(async () =>
        {
            CommitRules.AtOwnStep = atStep;
            await using var context = desk.Context(CrossShardCommit.TwoPhase, sharding: sharding => sharding.CrossShardLockTimeout(TimeSpan.FromMinutes(1)));
            context.AddRange(Enumerable.Range(1, 3).Select(id => new DeskContext.Author { Id = id }));
            return await Record.ExceptionAsync(() => context.SaveChangesAsync(cancellationToken));
        });

    private Task NothingIsPreparedAsync()
        => Eventually.TrueAsync(
            () => Array.TrueForAll(desk.Names, shard => desk.Scalar(shard, "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()") is 0L),
            "nothing is prepared any more",
            TimeSpan.FromMinutes(1));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
