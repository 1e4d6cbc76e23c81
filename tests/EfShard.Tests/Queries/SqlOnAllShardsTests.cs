using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>SQL of the application that changes rows of all shards, as one write.</summary>
public class SqlOnAllShardsTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Every_shard_runs_it_and_the_rows_are_added_up(bool isAsync) => RunAsync(sqlite, isAsync);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Every_shard_runs_it_and_the_rows_are_added_up_on_PostgreSQL(bool isAsync) => RunAsync(postgres, isAsync);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_failure_on_one_shard_leaves_all_as_they_were(bool isAsync) => FailAsync(sqlite, isAsync);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_failure_on_one_shard_leaves_all_as_they_were_on_PostgreSQL(bool isAsync) => FailAsync(postgres, isAsync);

    [Fact]
    public async Task It_is_refused_before_anything_is_sent_where_it_could_not_be_one_write()
    {
        var recorder = sqlite.Recorder();
        await using var reject = sqlite.Sharded(more: o => o.AddInterceptors(recorder));
        await Assert.ThrowsAsync<CrossShardCommitException>(() => ExecuteAsync(reject, true, $"UPDATE \"Users\" SET \"Age\" = 1"));
        await Assert.ThrowsAsync<CrossShardCommitException>(() => ExecuteAsync(reject, false, $"UPDATE \"Users\" SET \"Age\" = 1"));

        await using var db = sqlite.Sharded(ShapeTraits.BestEffort, o => o.AddInterceptors(recorder));
        using (db.Sharding().UseShard("s1"))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => ExecuteAsync(db, true, $"UPDATE \"Users\" SET \"Age\" = 1"));
        }

        var parameter = new Microsoft.Data.Sqlite.SqliteParameter("@p", 1);
        await Assert.ThrowsAsync<ArgumentException>(() => ExecuteAsync(db, true, $"UPDATE \"Users\" SET \"Age\" = {parameter}"));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.Database.ExecuteSqlOnAllShardsAsync($"UPDATE \"Users\" SET \"Age\" = 1", stopped.Token));
        Assert.Empty(recorder.Commands);

        await using var plain = sqlite.Single();
        Assert.Throws<InvalidOperationException>(() => plain.Database.ExecuteSqlOnAllShards($"SELECT 1"));
    }

    private static async Task RunAsync(BlogDatabases databases, bool isAsync)
    {
        await using var one = databases.Single();
        var recorder = databases.Recorder();
        await using var db = databases.Sharded(ShapeTraits.BestEffort, o => o.AddInterceptors(recorder));
        var text = "it's {0} \"quoted\"";
        var expected = await one.Users.CountAsync(u => u.Age > 30);
        Assert.InRange(expected, 1, 59);

        // In an open transaction it is a part of that.
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            Assert.Equal(expected, await ExecuteAsync(db, isAsync, $"UPDATE \"Users\" SET \"Nickname\" = {text} WHERE \"Age\" > {30}"));
            Assert.Equal(expected, await db.Users.CountAsync(u => u.Nickname == text));
            await transaction.RollbackAsync();
        }

        Assert.Equal(0, await db.Users.CountAsync(u => u.Nickname == text));
        recorder.Clear();
        Assert.Equal(expected, await ExecuteAsync(db, isAsync, $"UPDATE \"Users\" SET \"Nickname\" = {text} WHERE \"Age\" > {30}"));
        Assert.Equal(["s0", "s1", "s2", "s3"], recorder.Commands.Where(c => c.Text.StartsWith("UPDATE", StringComparison.Ordinal)).Select(c => c.Database).Order());
        Assert.Equal(expected, await db.Users.CountAsync(u => u.Nickname == text));
        Assert.Equal(4, await ExecuteAsync(db, isAsync, $"UPDATE \"Tags\" SET \"Name\" = \"Name\" WHERE \"Id\" = {1}"));
        Assert.Equal(0, await ExecuteAsync(db, isAsync, $"DELETE FROM \"Users\" WHERE 1 = 0"));
        await databases.RefillAsync();
    }

    private static async Task FailAsync(BlogDatabases databases, bool isAsync)
    {
        await using var db = databases.Sharded(ShapeTraits.BestEffort);
        var one = databases.Data.Of<User>().First();
        var shard = db.Sharding().ShardOf(one).Name;
        var before = await db.Users.OrderBy(u => u.Id).Select(u => new { u.Id, u.Age }).ToListAsync();

        // A primary key that another row of that shard has.
        var other = databases.Data.Of<User>().First(u => u.Id != one.Id && db.Sharding().ShardOf(u).Name == shard).Id;
        var error = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ExecuteAsync(
            db, isAsync, $"UPDATE \"Users\" SET \"Age\" = 1, \"Id\" = CASE WHEN \"Id\" = {one.Id} THEN {other} ELSE \"Id\" END"));

        Assert.Equal(shard, error.ShardName());
        Assert.Equal(before, await db.Users.OrderBy(u => u.Id).Select(u => new { u.Id, u.Age }).ToListAsync());
        Assert.Null(db.Database.CurrentTransaction);
    }

    private static Task<int> ExecuteAsync(BlogContext db, bool isAsync, FormattableString sql)
        => isAsync ? db.Database.ExecuteSqlOnAllShardsAsync(sql) : Task.Run(() => db.Database.ExecuteSqlOnAllShards(sql));
}
