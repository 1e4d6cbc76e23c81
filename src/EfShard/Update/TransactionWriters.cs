using EfShard.Commit;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Update;

/// <summary>
///     Which shards a transaction may write. By default only one, as in a transaction that was begun on one shard though files are attached for others. In two phases any
///     that can prepare, and their waits for locks are limited: no server sees a deadlock over several.
/// </summary>
internal sealed class TransactionWriters(ShardTopology topology, TwoPhaseDialect? twoPhase, TransactionMarks marks, bool areAttached = false)
{
    // A rollback to a savepoint may undo a limit.
    private readonly HashSet<int> _limited = [];

    /// <summary>Whether the commit takes two phases: one writer commits by itself.</summary>
    public bool AreSeveral => topology.CrossShardCommit is CrossShardCommit.TwoPhase && marks.Writers.Count > 1;

    /// <summary>
    ///     The statement that limits a writer's waits for locks. Where several wait for each other, all would give up at the same time and none get on: hence up to a quarter
    ///     less, by chance.
    /// </summary>
    public string LimitLockWaits() => twoPhase!.LimitLockWaits(topology.CrossShardLockTimeout * (1 - (Random.Shared.NextDouble() / 4)));

    /// <exception cref="CrossShardCommitException">One writer is allowed, and these would make two.</exception>
    public void RefuseSecond(IReadOnlyList<int> shards)
    {
        if (topology.CrossShardCommit is CrossShardCommit.BestEffort or CrossShardCommit.TwoPhase || areAttached)
        {
            return;
        }

        foreach (var shard in shards)
        {
            foreach (var writer in marks.Writers)
            {
                if (writer != shard)
                {
                    throw new CrossShardCommitException(UpdateErrors.SecondWriter(writer, shard, topology));
                }
            }
        }
    }

    /// <summary>Notes writers, and returns those whose waits for locks are still to be limited.</summary>
    /// <exception cref="CrossShardCommitException">There are several, and one can't prepare.</exception>
    public int[] Add(IReadOnlyList<int> shards)
    {
        int[] writers = [.. marks.Writers.Union(shards)];
        var isTwoPhase = topology.CrossShardCommit is CrossShardCommit.TwoPhase && writers.Length > 1;
        foreach (var shard in writers)
        {
            var node = topology.Shards[shard];
            if (isTwoPhase && node.PrepareCapacity <= 0)
            {
                throw new CrossShardCommitException(TwoPhaseErrors.CannotPrepare(node, twoPhase!));
            }
        }

        foreach (var shard in shards)
        {
            marks.AddWriter(shard);
        }

        return isTwoPhase ? [.. writers.Where(shard => !_limited.Contains(shard))] : [];
    }

    public void HaveLimited(int[] writers) => _limited.UnionWith(writers);

    public void ForgetLimits() => _limited.Clear();
}
