using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard;

/// <summary>
///     Changes for several shards (<see cref="CrossShardCommit.BestEffort" />) are committed on some of them only, or that is what may be: the
///     connection to the first was lost while it committed. The
///     <see cref="DbUpdateException.Entries" /> of a <c>SaveChanges</c> are those whose rows are not committed; those of a transaction that the
///     application began are not known any more.
/// </summary>
/// <remarks>
///     The inner exception is an <see cref="AggregateException" />: the failure of the commit, and what failed after it. It is wrapped so that
///     no retrying execution strategy takes it for a passing failure and writes the committed part again.
/// </remarks>
public sealed class PartialCommitException : DbUpdateException
{
    internal PartialCommitException(
        string message,
        IReadOnlyList<string> committed,
        IReadOnlyList<string> notCommitted,
        string failed,
        IEnumerable<Exception> failures,
        IReadOnlyList<IUpdateEntry> entries)
        : base(message, new AggregateException(failures), entries)
    {
        CommittedShards = committed;
        NotCommittedShards = notCommitted;
        FailedShard = failed;
    }

    /// <summary>The names of the shards on which the changes are committed, in the order of their commits; empty where not even the first is certain.</summary>
    public IReadOnlyList<string> CommittedShards { get; }

    /// <summary>The names of the other shards: first the one whose commit failed, then those that were rolled back because of it.</summary>
    public IReadOnlyList<string> NotCommittedShards { get; }

    /// <summary>The name of the shard whose commit failed. If its connection was lost at that moment, it may have committed after all.</summary>
    public string FailedShard { get; }
}
