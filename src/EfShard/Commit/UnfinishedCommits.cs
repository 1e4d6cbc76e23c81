using System.Data.Common;
using System.Runtime.CompilerServices;
using EfShard.Execution.Replicas;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>What this process still has to do for commits whose callers have their answer: one list of errands a shard, for all contexts of a topology.</summary>
internal sealed class UnfinishedCommits(ShardTopology topology, TwoPhaseDialect dialect)
{
    private static readonly ConditionalWeakTable<ShardTopology, UnfinishedCommits> All = [];

    private readonly ShardErrands[] _shards = [.. topology.Shards.Select(shard => new ShardErrands(shard, dialect, () => ReplicaWatch.Find(topology)))];

    public static UnfinishedCommits Of(ShardTopology topology, TwoPhaseDialect dialect)
        => All.GetValue(topology, t => new UnfinishedCommits(t, dialect));

    public void Add(ShardNode shard, Errand errand, DbConnection like) => _shards[shard.Index].Add(errand, like);
}
