using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Retrying execution strategies: results are buffered, and a failure repeats the whole query once, not each leg by itself.</summary>
public class RetryTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private const int Shards = 4;

    [Theory]
    [MemberData(nameof(ShapeNames.SqliteBuffered), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_the_same_with_buffering_on(string shape)
        => ShapeRun.CheckAsync(sqlite, QueryShapes.Get(shape), async: true, QueryTrackingBehavior.TrackAll, more: Retrying);

    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresBuffered), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_the_same_with_EnableRetryOnFailure(string shape)
        => ShapeRun.CheckAsync(
            postgres,
            QueryShapes.Get(shape),
            async: true,
            QueryTrackingBehavior.TrackAll,
            more: o => o.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_among_the_rows_of_one_leg_repeats_the_whole_query_once(bool async)
    {
        var failures = 0;
        var watch = new ReaderWatch(sqlite.NameOf)
        {
            BeforeRead = reader =>
            {
                if (reader is { Database: "s2", Reads: 3 } && Interlocked.Increment(ref failures) == 1)
                {
                    throw new TimeoutException("A passing failure.");
                }
            },
        };
        await using var db = Open(watch);
        var query = db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(2).Take(50).Select(u => u.Id);
        var ids = async ? await query.ToListAsync() : query.ToList();

        await using var plain = sqlite.Single();
        Assert.Equal(await plain.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(2).Take(50).Select(u => u.Id).ToListAsync(), ids);
        Assert.Equal(2 * Shards, watch.Readers.Count);
        Assert.True(watch.AllClosed);
    }

    [Fact]
    public async Task A_failure_that_stays_is_tried_as_often_as_the_strategy_says()
    {
        var watch = new ReaderWatch(sqlite.NameOf)
        {
            BeforeRead = reader =>
            {
                if (reader.Database == "s1")
                {
                    throw new TimeoutException("A lasting failure.");
                }
            },
        };
        await using var db = Open(watch);
        var failure = await Assert.ThrowsAsync<RetryLimitExceededException>(() => db.Users.OrderBy(u => u.Id).ToListAsync());
        Assert.IsType<TimeoutException>(failure.InnerException);
        Assert.Equal("s1", failure.ShardName());
        Assert.Equal(4, watch.Readers.Count(r => r.Database == "s1"));
        Assert.True(watch.AllClosed);
    }

    private static void Retrying(DbContextOptionsBuilder<BlogContext> options)
        => options.UseSqlite(s => s.ExecutionStrategy(dependencies => new RetryingStrategy(dependencies)));

    private BlogContext Open(ReaderWatch watch)
        => sqlite.Sharded(more: o =>
        {
            Retrying(o);
            o.AddInterceptors(watch);
        });
}
