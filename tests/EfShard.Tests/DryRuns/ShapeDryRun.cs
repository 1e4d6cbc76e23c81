using System.Collections.Concurrent;
using System.Diagnostics;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.DryRuns;

/// <summary>Runs a shape that must be gathered in a dry run and over the shards, and holds what the report says against what happened.</summary>
internal static class ShapeDryRun
{
    private static readonly string[] PerShard = [", one row a shard", ", grouped", ", distinct", ", each shard's first"];

    private static int s_number;

    public static async Task CheckAsync(BlogDatabases databases, QueryShape shape, bool async)
    {
        await using var dry = databases.DryRun(ShapeTraits.GatherRefused, Interlocked.Increment(ref s_number));
        await using var sharded = databases.Sharded(ShapeTraits.GatherRefused);
        await using var plain = databases.Single();
        var recorder = databases.Recorder();
        ShapeAssert.Same(shape, await Outcome.OfAsync(shape, plain, databases.Keys, async), await Outcome.OfAsync(shape, dry, databases.Keys, async), recorder.Commands);
        var report = async ? await dry.Sharding().GetDryRunReportAsync() : dry.Sharding().GetDryRunReport();

        var shipped = new ConcurrentQueue<long>();
        Outcome happened;
        using (var root = new Activity("dry run").Start())
        {
            var trace = root.TraceId;
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "EfShard",
                Sample = (ref ActivityCreationOptions<ActivityContext> options)
                    => options.Parent.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
                ActivityStopped = activity =>
                {
                    if (activity.TraceId == trace && activity.GetTagItem("efshard.gathered.rows") is long rows)
                    {
                        shipped.Enqueue(rows);
                    }
                },
            };
            ActivitySource.AddActivityListener(listener);
            happened = await Outcome.OfAsync(shape, sharded, databases.Keys, async);
        }

        if (happened.Exception is CrossShardQueryException refusal)
        {
            Assert.Contains(report.Statements, s => s.Tier is DryRunTier.Refused && s.Error == refusal.Message);
            return;
        }

        Assert.All(report.Statements, s => Assert.NotEqual(DryRunTier.Refused, s.Tier));
        var gathered = report.Statements.Where(s => s.Tier is DryRunTier.Gathered).ToList();
        Assert.NotEmpty(gathered);
        if (!gathered.TrueForAll(s => s.Executions == 1))
        {
            return;
        }

        // Here a condition on another table leaves out a shard, and with it rows that fulfil every condition of their own. Or each shard ships its own first rows,
        // or its part of each group, and how many it has of either one database can't tell.
        if (shape.ToString().Contains("the other side's cross-shard column", StringComparison.Ordinal)
            || gathered.Exists(s => PerShard.Any(trait => s.Plan.Contains(trait, StringComparison.Ordinal))))
        {
            Assert.All(shipped.Order().Zip(gathered.Select(s => s.ShippedRows!.Value).Order()), pair => Assert.InRange(pair.First, 1, pair.Second));
        }
        else
        {
            Assert.Equal(shipped.Order(), gathered.Select(s => s.ShippedRows!.Value).Order());
        }
    }
}
