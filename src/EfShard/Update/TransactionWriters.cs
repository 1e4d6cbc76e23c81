using EfShard.Commit;
using EfShard.Execution;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Update;

/// <summary>
///     Which shards a transaction may write. By default only one, as in a transaction that was begun on one shard though files are attached for others. In two phases any
///     that can prepare, and their waits for locks are limited: no server sees a deadlock over several.
/// </summary>
internal sealed class TransactionWriters(ShardTopology topology, TwoPhaseDialect? twoPhase, TransactionMarks marks, AttachedShards? attached = null)
{
    // A rollback to a savepoint may undo a limit.
    private readonly HashSet<int> _limited = [];

    /// <summary>The lock that one of the writers has taken before its work.</summary>
    public EarlyLock? EarlyLock { get; private set; }

    /// <summary>Whether the commit takes two phases: one writer commits by itself.</summary>
    public bool AreSeveral => topology.CrossShardCommit is CrossShardCommit.TwoPhase && marks.Writers.Count > 1;

    /// <summary>Whether several may write.</summary>
    public bool MayBeSeveral => topology.CrossShardCommit is CrossShardCommit.BestEffort or CrossShardCommit.TwoPhase || attached is not null;

    /// <exception cref="CrossShardCommitException">One writer is allowed, and these would make two; or fewer fit onto one connection.</exception>
    public void Refuse(IReadOnlyList<int> shards)
    {
        attached?.RefuseTooMany(shards);
        if (MayBeSeveral)
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

    /// <summary>Notes writers, and returns what limits the waits for locks of those that have no limit yet.</summary>
    /// <param name="shards">The writers.</param>
    /// <param name="participant">A shard's transaction.</param>
    /// <param name="lockId">The transaction's id, to be locked by one of them as well: where these are all, and nothing but what EfShard does will be done in it.</param>
    /// <exception cref="CrossShardCommitException">There are several, and one can't prepare.</exception>
    public LockLimits? Add(IReadOnlyList<int> shards, Func<int, ShardParticipant> participant, Guid? lockId = null)
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

        int[] unlimited = isTwoPhase ? [.. writers.Where(shard => !_limited.Contains(shard))] : [];
        if (unlimited.Length == 0)
        {
            return null;
        }

        EarlyLock = lockId is { } id && CommitRules.LockBeforePreparing ? new EarlyLock(id, DecisionLookup.DeciderOf(id, shards), twoPhase!) : null;
        return new LockLimits(unlimited, LimitLockWaits(), participant, _limited, EarlyLock);
    }

    /// <summary>What has been undone: the limits, and the lock.</summary>
    public void ForgetLimits()
    {
        _limited.Clear();
        EarlyLock = null;
    }

    // Where several wait for each other, all would give up at the same time and none get on: hence up to a quarter less, by chance.
    private string LimitLockWaits() => twoPhase!.LimitLockWaits(topology.CrossShardLockTimeout * (1 - (Random.Shared.NextDouble() / 4)));
}
