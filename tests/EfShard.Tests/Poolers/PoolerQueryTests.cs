using EfShard.Tests.Queries;
using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Poolers;

/// <summary>Queries through a pooler in transaction mode: each statement in another session of its server than the one before.</summary>
public sealed class PoolerQueryTests(PooledBlog databases) : IClassFixture<PooledBlog>
{
    private const int AtOnce = 24;

    [PoolerTheory]
    [MemberData(nameof(ShapeNames.PostgresRefusals), MemberType = typeof(ShapeNames))]
    public Task A_shape_that_must_be_gathered_gives_what_one_database_gives(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused);

    [PoolerTheory]
    [MemberData(nameof(ShapeNames.PostgresRefusals), MemberType = typeof(ShapeNames))]
    public Task It_gives_the_same_synchronously_inside_a_transaction(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused | ShapeTraits.InTransaction, isAsync: false);

    [PoolerFact]
    public async Task The_pooler_does_change_sessions_between_statements()
    {
        await using var connection = new NpgsqlConnection(databases.Shards[0].ConnectionString);
        await connection.OpenAsync();
        var sessions = new HashSet<int>();
        for (var i = 0; i < TransactionPooler.SessionsPerDatabase; i++)
        {
            sessions.Add((int)(await ScalarAsync(connection, "SELECT pg_backend_pid()"))!);
        }

        Assert.True(sessions.Count > 1);
    }

    [PoolerFact]
    public async Task More_contexts_than_the_pooler_has_sessions_gather_stream_and_find_at_once()
    {
        await using var one = databases.Single();
        var expected = await one.Posts.Join(one.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id }).OrderBy(r => r.Id).ThenBy(r => r.User).ToListAsync();
        var titles = await one.Posts.OrderBy(p => p.Id).Select(p => p.Title).ToListAsync();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async i =>
        {
            await using var db = databases.Sharded(ShapeTraits.GatherRefused);
            Assert.Equal(
                expected,
                await db.Posts.Join(db.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id }).OrderBy(r => r.Id).ThenBy(r => r.User).ToListAsync());
            var streamed = new List<string>();
            await foreach (var title in db.Posts.OrderBy(p => p.Id).Select(p => p.Title).AsAsyncEnumerable())
            {
                streamed.Add(title);
            }

            Assert.Equal(titles, streamed);
            Assert.NotNull(await db.Posts.FindAsync(databases.Keys.Post));
        }));
        await AssertNothingIsLeftAsync();
    }

    [PoolerFact]
    public async Task A_gather_that_fails_or_is_cancelled_leaves_nothing_in_the_sessions()
    {
        await using (var small = databases.Sharded(ShapeTraits.SmallBudget | ShapeTraits.GatherRefused))
        {
            await Assert.ThrowsAsync<GatherBudgetException>(() => small.Posts.Join(small.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id }).ToListAsync());
        }

        await using (var locked = new NpgsqlConnection(databases.Shards[2].ConnectionString))
        {
            await locked.OpenAsync();
            await ScalarAsync(locked, "BEGIN; LOCK TABLE \"Posts\" IN ACCESS EXCLUSIVE MODE");
            using var cancellation = new CancellationTokenSource();
            await using var db = databases.Sharded(ShapeTraits.GatherRefused);
            var query = db.Posts.Join(db.Users, p => p.Rating * 10, u => u.Age, (p, u) => p.Id).ToListAsync(cancellation.Token);
            await Eventually.TrueAsync(
                async () => (long)(await ScalarAsync(
                    locked, "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))! == 1,
                "the gather waits for the lock");
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        }

        await AssertNothingIsLeftAsync();
    }

    /// <summary>Temporary tables would be found by whoever is given the session next, and so would settings.</summary>
    private async Task AssertNothingIsLeftAsync()
    {
        foreach (var (_, connectionString) in databases.Shards)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            for (var i = 0; i < TransactionPooler.SessionsPerDatabase; i++)
            {
                Assert.Equal(0L, await ScalarAsync(connection, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"));
                Assert.Equal(
                    0L,
                    await ScalarAsync(
                        connection,
                        "SELECT count(*) FROM pg_settings WHERE name IN ('default_statistics_target', 'lock_timeout', 'synchronous_commit', 'search_path') AND setting <> reset_val"));
            }
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
