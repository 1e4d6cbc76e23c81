using EfShard.Commit;
using EfShard.Providers.Npgsql;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Poolers;

/// <summary>Saves, transactions and recovery through a pooler in transaction mode.</summary>
public sealed class PoolerSaveTests(PooledDesk desk) : IClassFixture<PooledDesk>
{
    private static readonly NpgsqlTwoPhase Sql = new();

    [PoolerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_of_four_shards_are_committed_in_two_phases(bool async)
    {
        desk.Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        context.AddRange(Enumerable.Range(0, 200).Select(i => new Author { Id = i }));
        context.AddRange(Enumerable.Range(0, 400).Select(i => new Line { AuthorId = i % 200, Text = $"{i}" }));

        Assert.Equal(600, await context.SaveAsync(async));

        Assert.Equal([100, 100, 100, 100], desk.Counts("Line"));
        AssertNothingIsPrepared();
    }

    [PoolerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_fails_on_one_shard_is_rolled_back_on_all(bool async)
    {
        desk.Clear();
        desk.Scalar("s3", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (3, '', 0)");
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));

        Assert.Equal([0, 0, 0, 1], desk.Counts("Author"));
        AssertNothingIsPrepared();
    }

    [PoolerFact]
    public async Task Savepoints_reads_and_bulk_updates_of_a_transaction_keep_to_its_sessions()
    {
        desk.Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i, Name = "first" }));
            await context.SaveChangesAsync();
            await transaction.CreateSavepointAsync("before");
            context.AddRange(Enumerable.Range(8, 8).Select(i => new Author { Id = i, Name = "second" }));
            await context.SaveChangesAsync();
            Assert.Equal(16, await context.Set<Author>().CountAsync());
            await transaction.RollbackToSavepointAsync("before");
            Assert.Equal(8, await context.Set<Author>().CountAsync());
            Assert.Equal(8, await context.Set<Author>().ExecuteUpdateAsync(s => s.SetProperty(a => a.Name, "third")));
            await transaction.CommitAsync();
        }

        Assert.Equal([2, 2, 2, 2], desk.Counts("Author"));
        Assert.All(desk.Names, name => Assert.Equal(2L, desk.Scalar(name, "SELECT count(*) FROM \"Author\" WHERE \"Name\" = 'third'")));
        AssertNothingIsPrepared();
    }

    [PoolerFact]
    public async Task Many_contexts_commit_at_once()
    {
        // Each holds a session of every shard: more writers than sessions could wait for each other.
        desk.Clear();
        await Task.WhenAll(Enumerable.Range(0, TransactionPooler.SessionsPerDatabase).Select(async writer =>
        {
            await using var context = desk.Context(CrossShardCommit.TwoPhase);
            context.AddRange(Enumerable.Range(writer * 8, 8).Select(i => new Author { Id = i }));
            await context.SaveChangesAsync();
        }));

        Assert.Equal([16, 16, 16, 16], desk.Counts("Author"));
        AssertNothingIsPrepared();
    }

    [PoolerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_dead_coordinator_has_left_is_recovered(bool isDecided)
    {
        desk.Clear();
        var id = Guid.NewGuid();
        if (isDecided)
        {
            await using var decider = desk.Open("s0");
            await using var transaction = await decider.BeginTransactionAsync();
            using var record = decider.Statement(Sql.RecordSql, transaction).With("@id", id).With("@key", DecisionLookup.KeyOf(id)).With("@shards", new[] { "s0", "s1" });
            await record.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        await using (var participant = desk.Open("s1"))
        {
            await using var transaction = await participant.BeginTransactionAsync();
            await RunAsync(participant, "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (1, '', 0)");
            await RunAsync(participant, Sql.Prepare(new PreparedName(id, 1, "s0").ToString()));
        }

        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        var report = await context.Sharding().RecoverInDoubtAsync(TimeSpan.FromHours(1));

        Assert.Equal(isDecided ? (1, 0) : (0, 1), (report.Committed, report.RolledBack));
        Assert.Equal(isDecided ? 1 : 0, desk.Count("s1", "Author"));
        Assert.Equal(isDecided ? CommitOutcome.Committed : CommitOutcome.RolledBack, await context.Sharding().FindCommitOutcomeAsync(id, "s0"));
        AssertNothingIsPrepared();
    }

    [PoolerFact]
    public async Task A_coordinator_that_hangs_is_fenced_though_its_session_is_the_poolers()
    {
        desk.Clear();
        var id = Guid.NewGuid();
        await using var decider = desk.Open("s0");
        await using var transaction = await decider.BeginTransactionAsync();
        using (var record = decider.Statement(Sql.RecordSql, transaction).With("@id", id).With("@key", DecisionLookup.KeyOf(id)).With("@shards", new[] { "s0", "s1" }))
        {
            await record.ExecuteNonQueryAsync();
        }

        await using (var participant = desk.Open("s1"))
        {
            await using var part = await participant.BeginTransactionAsync();
            await RunAsync(participant, "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (1, '', 0)");
            await RunAsync(participant, Sql.Prepare(new PreparedName(id, 1, "s0").ToString()));
        }

        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await Eventually.TrueAsync(async () => (await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero)).InDoubt.Count == 0, "the hanging coordinator is fenced");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
        Assert.Equal(0, desk.Count("s1", "Author"));
        AssertNothingIsPrepared();
    }

    private void AssertNothingIsPrepared()
        => Assert.All(desk.Names, name => Assert.Equal(0L, desk.Scalar(name, "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()")));

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
