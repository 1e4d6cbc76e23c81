using EfShard.Tests.Model.Blog;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Sdk;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Runs one shape over the shards and holds the outcome against one database, or against the refusal that the table promises.</summary>
internal static class ShapeRun
{
    public static async Task CheckAsync(
        BlogDatabases databases, QueryShape shape, bool async, QueryTrackingBehavior tracking, bool countShards = true,
        Action<DbContextOptionsBuilder<BlogContext>>? more = null)
    {
        var recorder = databases.Recorder();
        await using var sharded = Sharded(databases, shape, tracking, recorder, more);
        if (!shape.IsAnswered && !shape.Has(ShapeTraits.CombinedByDatabase))
        {
            await CheckRefusalAsync(databases, shape, async, sharded, recorder);
            return;
        }

        await CompareAsync(databases, shape, async, tracking, sharded, recorder);
        if (countShards && shape.IsAnswered)
        {
            ShapeAssert.Asked(shape, recorder.Commands);
        }
    }

    /// <summary>Runs a shape by gathering all rows, and holds the outcome against one database, whatever the table says of it.</summary>
    public static async Task CheckGatheredAsync(BlogDatabases databases, QueryShape shape, ShapeTraits gather, bool isAsync = true)
    {
        var gathering = shape.With(gather);
        var recorder = databases.Recorder();
        await using var sharded = Sharded(databases, gathering, QueryTrackingBehavior.TrackAll, recorder);
        await CompareAsync(databases, gathering, isAsync, QueryTrackingBehavior.TrackAll, sharded, recorder);
    }

    /// <summary>The same for statements that change rows: the count and every table afterwards.</summary>
    public static async Task CheckChangeAsync(BlogDatabases databases, QueryShape shape, bool async)
    {
        await databases.RefillAsync();
        await CheckAsync(databases, shape, async, QueryTrackingBehavior.TrackAll);
        Assert.Equal(await ContentsAsync([databases.Single]), await ContentsAsync(databases.Shards.Select(s => Reader(databases, s.Name))));
    }

    /// <summary>Runs a statement that changes rows by gathering what it needs, and compares the count and every table afterwards.</summary>
    public static async Task CheckGatheredChangeAsync(BlogDatabases databases, QueryShape shape, bool isAsync)
    {
        await databases.RefillAsync();
        await CheckGatheredAsync(databases, shape, ShapeTraits.GatherRefused, isAsync);
        Assert.Equal(await ContentsAsync([databases.Single]), await ContentsAsync(databases.Shards.Select(s => Reader(databases, s.Name))));
    }

    private static async Task CompareAsync(
        BlogDatabases databases, QueryShape shape, bool async, QueryTrackingBehavior tracking, BlogContext sharded, CommandRecorder recorder)
    {
        await using var plain = shape.ComparedWithShard is { } shard
            ? databases.Shard(shard(databases.Keys), o => Configure(o, shape, tracking))
            : databases.Single(o => Configure(o, shape, tracking));
        var expected = await Outcome.OfAsync(shape, plain, databases.Keys, async);
        await using var transaction = shape.Has(ShapeTraits.InTransaction) ? await sharded.Database.BeginTransactionAsync() : null;
        var actual = await Outcome.OfAsync(shape, sharded, databases.Keys, async);
        ShapeAssert.Same(shape, expected, actual, recorder.Commands);
    }

    private static BlogContext Sharded(
        BlogDatabases databases, QueryShape shape, QueryTrackingBehavior tracking, CommandRecorder recorder,
        Action<DbContextOptionsBuilder<BlogContext>>? more = null)
        => databases.Sharded(shape.Traits, o =>
        {
            Configure(o, shape, tracking).AddInterceptors(recorder);
            more?.Invoke(o);
        });

    private static Func<Action<DbContextOptionsBuilder<BlogContext>>?, BlogContext> Reader(BlogDatabases databases, string shard)
        => more => databases.Shard(shard, more);

    private static async Task CheckRefusalAsync(
        BlogDatabases databases, QueryShape shape, bool async, BlogContext sharded, CommandRecorder recorder)
    {
        var outcome = await Outcome.OfAsync(shape, sharded, databases.Keys, async);
        if (shape.Has(ShapeTraits.AgainstCommitPolicy) && outcome.Exception is CrossShardCommitException)
        {
            Assert.Empty(recorder.Commands);
            return;
        }

        if (outcome.Exception is not CrossShardQueryException refusal)
        {
            await using var plain = databases.Single();
            var right = await Outcome.OfAsync(shape, plain, databases.Keys, async);
            var gave = outcome.Exception?.ToString()
                ?? (outcome.Result!.Rows.Order().SequenceEqual(right.Result!.Rows.Order()) ? "the right rows" : "WRONG rows");
            throw new XunitException($"{shape} should be refused, but gave {gave}, asking [{string.Join(", ", recorder.Databases)}]");
        }

        Assert.Empty(recorder.Commands);
        foreach (var part in new[] { refusal.Part, refusal.Reason, refusal.WayOut })
        {
            Assert.False(string.IsNullOrWhiteSpace(part), $"A part of the message is missing: {refusal.Message}");
            Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        }
    }

    private static DbContextOptionsBuilder<BlogContext> Configure(
        DbContextOptionsBuilder<BlogContext> options, QueryShape shape, QueryTrackingBehavior tracking)
    {
        options.UseQueryTrackingBehavior(tracking);
        return shape.Has(ShapeTraits.LazyLoading) ? options.UseLazyLoadingProxies() : options;
    }

    /// <summary>The rows of all databases together, by table; a copy of a reference row on each shard counts once.</summary>
    private static async Task<string> ContentsAsync(IEnumerable<Func<Action<DbContextOptionsBuilder<BlogContext>>?, BlogContext>> databases)
    {
        var rows = new List<string>();
        var reference = new HashSet<string>();
        foreach (var open in databases)
        {
            await using var context = open(null);
            foreach (var (table, contents) in await BlogTables.ReadAsync(context))
            {
                var named = contents.Select(row => table + ": " + row);
                rows.AddRange(table is "Countries" or "Categories" or "Tags" ? named.Where(reference.Add) : named);
            }
        }

        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }
}
