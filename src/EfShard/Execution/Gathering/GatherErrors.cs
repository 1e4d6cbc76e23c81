using EfShard.Topology;

namespace EfShard.Execution.Gathering;

/// <summary>The texts of what gathering can't do.</summary>
internal static class GatherErrors
{
    public static GatherBudgetException OverBudget(ShardTopology topology, long rows, long bytes, string plan) => new(
        rows, bytes, topology.GatherRows, topology.GatherBytes, plan,
        "Add a condition that fewer rows meet, join and group along the shard key, so that each shard can answer for itself, or raise GatherBudget.");

    public static ShardingConfigurationException NoFile(string shard) => new(
        $"The shard '{shard}' is not a file, and only files can be attached.");
}
