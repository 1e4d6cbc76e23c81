using System.Diagnostics;
using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Legs on servers that wait: one shard's table is locked while the others answer.</summary>
public class PostgresLegTests(PostgresBlog databases) : IClassFixture<PostgresBlog>
{
    private const string Slow = "s2";
    private const string Broken = "s1";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [PostgresFact]
    public async Task Cancelling_stops_the_leg_that_waits_on_its_server()
    {
        await using var blocked = await LockAsync();
        using var cancellation = new CancellationTokenSource();
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = databases.Sharded(more: o => o.AddInterceptors(watch));
        var query = db.Users.OrderBy(u => u.Id).ToListAsync(cancellation.Token);
        await UntilAsync(() => WaitingAsync(blocked), waiting => waiting == 1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(Deadline));
        await UntilAsync(() => WaitingAsync(blocked), waiting => waiting == 0);
        Assert.True(watch.AllClosed);

        await blocked.DisposeAsync();
        Assert.Equal(60, (await db.Users.ToListAsync()).Count);
    }

    [PostgresFact]
    public async Task A_failing_leg_stops_the_legs_that_wait()
    {
        await using var blocked = await LockAsync();
        await using (var broken = databases.Shard(Broken))
        {
            await broken.Database.ExecuteSqlAsync($"ALTER TABLE \"Users\" RENAME TO \"Hidden\"");
        }

        try
        {
            await using var db = databases.Sharded();
            var failure = await Assert.ThrowsAsync<PostgresException>(() => db.Users.OrderBy(u => u.Id).ToListAsync().WaitAsync(Deadline));
            Assert.Equal(PostgresErrorCodes.UndefinedTable, failure.SqlState);
            Assert.Equal(Broken, failure.ShardName());
            await UntilAsync(() => WaitingAsync(blocked), waiting => waiting == 0);
        }
        finally
        {
            await using var broken = databases.Shard(Broken);
            await broken.Database.ExecuteSqlAsync($"ALTER TABLE \"Hidden\" RENAME TO \"Users\"");
        }
    }

    [PostgresFact]
    public async Task Find_does_not_wait_for_shards_that_wait_when_another_has_the_row()
    {
        await using var blocked = await LockAsync("Posts");
        var watch = new ReaderWatch(databases.NameOf);
        await using var db = databases.Sharded(more: o => o.AddInterceptors(watch));
        var id = PostElsewhere();

        Assert.Equal(id, (await db.Posts.FindAsync(id).AsTask().WaitAsync(Deadline))!.Id);

        await UntilAsync(() => WaitingAsync(blocked), waiting => waiting == 0);
        Assert.True(watch.AllClosed);
        await blocked.DisposeAsync();
        Assert.Equal(60, await db.Users.CountAsync());
    }

    [PostgresFact]
    public async Task Find_of_a_row_that_only_the_waiting_shard_may_have_waits_for_it()
    {
        await using var blocked = await LockAsync("Posts");
        await using var db = databases.Sharded();
        var found = db.Posts.FindAsync(databases.Data.Of<Post>().First(p => databases.Keys.ShardOfUser(p.AuthorId) == Slow).Id).AsTask();
        var nobody = Task.Run(async () =>
        {
            await using var other = databases.Sharded();
            return await other.Posts.FindAsync(BlogKeys.Missing);
        });
        await UntilAsync(() => WaitingAsync(blocked), waiting => waiting == 2);
        Assert.False(found.IsCompleted);
        Assert.False(nobody.IsCompleted);

        await blocked.DisposeAsync();
        Assert.NotNull(await found.WaitAsync(Deadline));
        Assert.Null(await nobody.WaitAsync(Deadline));
    }

    [PostgresFact]
    public async Task Find_in_a_transaction_waits_so_that_no_shard_gives_the_transaction_up()
    {
        await using var blocked = await LockAsync("Posts");
        await using var db = databases.Sharded();
        await using var transaction = await db.Database.BeginTransactionAsync();
        Assert.Equal(60, await db.Users.CountAsync());
        var id = PostElsewhere();
        var found = db.Posts.FindAsync(id).AsTask();
        await UntilAsync(() => WaitingAsync(blocked), waiting => waiting == 1);

        // Another one outside of a transaction comes and goes meanwhile: time enough to cancel what should not be.
        await using (var other = databases.Sharded())
        {
            Assert.NotNull(await other.Posts.FindAsync(id).AsTask().WaitAsync(Deadline));
        }

        await blocked.DisposeAsync();
        Assert.Equal(id, (await found.WaitAsync(Deadline))!.Id);
        Assert.Equal(60, await db.Users.CountAsync());
        await transaction.CommitAsync();
    }

    [PostgresFact]
    public async Task A_query_of_other_shards_does_not_wait()
    {
        await using var blocked = await LockAsync();
        await using var db = databases.Sharded();
        var id = databases.Data.UserIds.First(id => databases.Keys.ShardOfUser(id) != Slow);
        Assert.Equal(id, (await db.Users.SingleAsync(u => u.Id == id).WaitAsync(Deadline)).Id);
    }

    private long PostElsewhere() => databases.Data.Of<Post>().First(p => databases.Keys.ShardOfUser(p.AuthorId) != Slow).Id;

    /// <summary>Locks a table of the slow shard until disposed of.</summary>
    private async Task<NpgsqlConnection> LockAsync(string table = "Users")
    {
        var connection = new NpgsqlConnection(databases.Shards.Single(s => s.Name == Slow).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE \"{table}\" IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<long> WaitingAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task UntilAsync(Func<Task<long>> count, Func<long, bool> reached)
    {
        var clock = Stopwatch.StartNew();
        while (!reached(await count()))
        {
            Assert.True(clock.Elapsed < Deadline, "The servers did not come to what the test waits for.");
            await Task.Yield();
        }
    }
}
