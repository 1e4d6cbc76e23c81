using EfShard.Topology;

namespace EfShard.Providers;

/// <summary>What is said about a shard that can't prepare transactions.</summary>
internal static class TwoPhaseErrors
{
    public static string CannotPrepare(ShardNode shard, TwoPhaseDialect dialect)
        => (shard.PrepareCapacity < 0
                ? $"The database of shard '{shard.Name}' has no table '{TwoPhaseDialect.TableName}', which two-phase commit writes its decisions to: an older version "
                    + "created it. Create the table with context.Sharding().WriteMapAsync()"
                : $"The server of shard '{shard.Name}' can't prepare transactions, which two-phase commit needs: {dialect.CapacityAdvice}")
            + ". Or choose another policy: UseSharding(sharding => sharding.CrossShardCommit(CrossShardCommit.Reject)).";
}
