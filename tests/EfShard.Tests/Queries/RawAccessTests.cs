using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>What would use "the" connection is refused until a shard is pinned, and then uses that shard's.</summary>
public class RawAccessTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private static readonly Dictionary<string, Func<BlogContext, Task>> Uses = new()
    {
        ["GetDbConnection"] = db => Task.FromResult(db.Database.GetDbConnection()),
        ["OpenConnection"] = db =>
        {
            db.Database.OpenConnection();
            return Task.CompletedTask;
        },
        ["OpenConnectionAsync"] = db => db.Database.OpenConnectionAsync(),
        ["ExecuteSql"] = db => db.Database.ExecuteSqlAsync($"DELETE FROM \"Settings\" WHERE 1 = 0"),
        ["ExecuteSqlRaw"] = db => Task.FromResult(db.Database.ExecuteSqlRaw("DELETE FROM \"Settings\" WHERE 1 = 0")),
        ["SqlQuery"] = db => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").ToListAsync(),
        ["SqlQueryRaw"] = db => db.Database.SqlQueryRaw<int>("SELECT 1 AS \"Value\"").SingleAsync(),
        ["FromSqlRaw"] = db => db.Tags.FromSqlRaw("SELECT * FROM \"Tags\"").ToListAsync(),
    };

    public static TheoryData<string> Names => [.. Uses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_is_refused_without_a_shard(string use) => CheckRefusedAsync(sqlite, use);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task It_is_refused_without_a_shard_on_PostgreSQL(string use) => CheckRefusedAsync(postgres, use);

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_is_allowed_with_a_pinned_shard(string use) => CheckAllowedAsync(sqlite, use);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task It_is_allowed_with_a_pinned_shard_on_PostgreSQL(string use) => CheckAllowedAsync(postgres, use);

    [Fact]
    public async Task A_pinned_connection_is_the_shards_own()
    {
        await using var db = sqlite.Sharded();
        foreach (var (name, _) in sqlite.Shards)
        {
            using (db.Sharding().UseShard(name))
            {
                Assert.Equal(name, sqlite.NameOf(db.Database.GetDbConnection()));
            }
        }

        Assert.ThrowsAny<InvalidOperationException>(() => db.Database.GetDbConnection());
    }

    [Fact]
    public async Task A_foreign_transaction_is_refused_without_a_shard_and_used_with_one()
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(sqlite.Shards[1].ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var db = sqlite.Sharded();
        var refusal = Assert.ThrowsAny<InvalidOperationException>(() => db.Database.UseTransaction(transaction));
        Assert.Contains("UseShard", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task CheckRefusedAsync(BlogDatabases databases, string use)
    {
        var recorder = databases.Recorder();
        await using var db = databases.Sharded(more: o => o.AddInterceptors(recorder));

        // A query makes a shard the context's own; that must not count as a choice.
        await db.Users.SingleAsync(u => u.Id == databases.Keys.User);
        recorder.Clear();
        var refusal = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Uses[use](db));
        Assert.Contains("UseShard", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(recorder.Commands);
    }

    private static async Task CheckAllowedAsync(BlogDatabases databases, string use)
    {
        var recorder = databases.Recorder();
        await using var db = databases.Sharded(more: o => o.AddInterceptors(recorder));
        using (db.Sharding().UseShard("s2"))
        {
            await Uses[use](db);
        }

        Assert.All(recorder.Databases, database => Assert.Equal("s2", database));

        // The scope is over: the context asks all shards again.
        Assert.Equal(60, (await db.Users.ToListAsync()).Count);
    }
}
