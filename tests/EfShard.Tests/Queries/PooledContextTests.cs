using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>A context that comes back from a pool knows nothing of the shard that its last lease used.</summary>
public class PooledContextTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    [Fact]
    public Task The_next_lease_starts_clean() => CheckAsync(sqlite);

    [PostgresFact]
    public Task The_next_lease_starts_clean_on_PostgreSQL() => CheckAsync(postgres);

    [Fact]
    public async Task A_lease_abandoned_among_its_rows_leaves_a_clean_context()
    {
        var watch = new ReaderWatch(sqlite.NameOf);
        var pool = new PooledDbContextFactory<BlogContext>(sqlite.ShardedOptions(more: o => o.AddInterceptors(watch)), poolSize: 1);
        var first = await pool.CreateDbContextAsync();
        var rows = first.Users.OrderBy(u => u.Id).AsAsyncEnumerable().GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());
        await first.DisposeAsync();
        await rows.DisposeAsync();

        await using var second = await pool.CreateDbContextAsync();
        Assert.Same(first, second);
        Assert.Empty(second.ChangeTracker.Entries());
        Assert.Equal(60, (await second.Users.ToListAsync()).Count);
        Assert.True(watch.AllClosed);
    }

    private static async Task CheckAsync(BlogDatabases databases)
    {
        var recorder = databases.Recorder();
        var pool = new PooledDbContextFactory<BlogContext>(databases.ShardedOptions(more: o => o.AddInterceptors(recorder)), poolSize: 1);
        var keys = databases.Keys;
        BlogContext first;
        await using (first = await pool.CreateDbContextAsync())
        {
            Assert.Equal(keys.User, (await first.Users.SingleAsync(u => u.Id == keys.User)).Id);

            // A scope that the lease forgets to end.
            first.Sharding().UseShard(keys.ShardOfUser(keys.User));
            Assert.NotEmpty(await first.Users.FromSql($"SELECT * FROM \"Users\"").ToListAsync());
        }

        recorder.Clear();
        await using var second = await pool.CreateDbContextAsync();
        Assert.Same(first, second);
        Assert.Empty(second.ChangeTracker.Entries());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => second.Users.FromSql($"SELECT * FROM \"Users\"").ToListAsync());
        Assert.Equal(keys.Other, (await second.Users.SingleAsync(u => u.Id == keys.Other)).Id);
        Assert.Equal([keys.ShardOfUser(keys.Other)], recorder.Databases);
        Assert.Equal(60, (await second.Users.ToListAsync()).Count);
    }
}
