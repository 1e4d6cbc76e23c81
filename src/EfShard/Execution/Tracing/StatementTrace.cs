using System.Diagnostics;
using EfShard.Diagnostics;
using EfShard.Planning;
using EfShard.Topology;

namespace EfShard.Execution.Tracing;

/// <summary>A statement for those who watch: the parent of its legs.</summary>
internal static class StatementTrace
{
    /// <summary>Counts a statement and begins its activity, if anybody listens.</summary>
    /// <param name="topology">The shards.</param>
    /// <param name="plan">Its plan; <see langword="null" /> if it has none.</param>
    /// <param name="shards">Those that are asked.</param>
    public static Activity? Start(ShardTopology topology, ShardPlan? plan, ShardSet shards)
    {
        StatementMetrics.Statement(shards.Count, shards.IsGathered);
        if (plan is null || !ShardingActivities.IsListening)
        {
            return null;
        }

        var names = string.Join(",", shards.AsEnumerable().Select(s => topology.Shards[s].Name));
        return ShardingActivities.StartStatement(names, () => PlanPrinter.Print(plan, names, shards.IsGathered));
    }
}
