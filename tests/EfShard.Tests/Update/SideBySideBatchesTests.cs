using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>Many new rows of one table, of which the shards' batches are made by several threads, unless somebody hears of it or values are read back.</summary>
public sealed class SideBySideBatchesTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private const int Rows = 4000;

    [PostgresTheory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Each_row_has_its_own_values_on_its_own_shard(bool async, bool isLogged)
    {
        desk.Clear();
        var batches = 0;
        await using var context = desk.Context(
            CrossShardCommit.TwoPhase,
            options => _ = isLogged ? options.LogTo((id, _) => id == RelationalEventId.BatchReadyForExecution, _ => batches++) : options);
        context.AddRange(Enumerable.Range(0, Rows).Select(id => new Follow { FollowerId = id, FollowedId = 3 * id }));

        await using (var authors = desk.Context(CrossShardCommit.TwoPhase))
        {
            authors.AddRange(Enumerable.Range(0, Rows).Select(id => new Author { Id = id, Name = $"{id}" }));
            Assert.Equal(Rows, await authors.SaveAsync(async));
        }

        Assert.Equal(Rows, await context.SaveAsync(async));

        Assert.Equal(isLogged, batches >= 4);
        foreach (var shard in desk.Names)
        {
            Assert.Equal(Rows / 4L, desk.Scalar(shard, "SELECT count(*) FROM \"Follow\" WHERE \"FollowedId\" = 3 * \"FollowerId\""));
            Assert.Equal(0L, desk.Scalar(shard, "SELECT count(*) FROM \"Author\" WHERE \"Name\" <> \"Id\"::text"));
        }
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_hears_of_a_batch_that_is_too_small_hears_of_one_at_a_time(bool async)
    {
        desk.Clear();
        var (inside, heard, overlapped) = (0, 0, false);
        await using var context = desk.Context(CrossShardCommit.TwoPhase, options => options
            .UseNpgsql(npgsql => npgsql.MinBatchSize(Rows))
            .LogTo((id, _) => id == RelationalEventId.BatchSmallerThanMinBatchSize, _ =>
            {
                overlapped |= Interlocked.Increment(ref inside) > 1;
                heard++;
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }));
        context.AddRange(Enumerable.Range(0, 400).Select(id => new Author { Id = id }));

        Assert.Equal(400, await context.SaveAsync(async));

        Assert.False(overlapped);
        Assert.Equal(4, heard);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Values_that_the_database_makes_come_back_to_their_own_rows(bool async)
    {
        desk.Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        var drafts = Enumerable.Range(0, Rows).Select(i => new Article { Id = new Guid(i, 0, 0, new byte[8]), AuthorId = i % 4, Slug = $"{i}" }).ToList();
        context.AddRange(Enumerable.Range(0, 4).Select(id => new Author { Id = id }));
        await context.SaveAsync(async);
        context.AddRange(drafts);
        await context.SaveAsync(async);

        await using var reader = desk.Context(CrossShardCommit.TwoPhase);
        var stamps = await reader.Set<Article>().AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.Stamp);
        Assert.Equal(Rows, stamps.Values.Distinct().Count());
        Assert.All(drafts, draft => Assert.Equal(stamps[draft.Id], draft.Stamp));
    }
}
