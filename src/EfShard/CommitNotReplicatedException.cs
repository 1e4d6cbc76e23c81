using System.Data.Common;

namespace EfShard;

/// <summary>
///     A commit is on its primary, and not on the synchronous replicas that it should have waited for: a command timeout, a cancellation or an operator has ended the wait. PostgreSQL answers
///     such a commit as a success, with a warning; a failover would lose it. Only shards with replicas are watched for that.
/// </summary>
/// <remarks>
///     <c>exception.WriteOutcome()</c> is <see cref="WriteOutcome.Unknown" />: whoever reads the primary sees the write, and it will be lost, or stay, by what becomes of the primary. Look before
///     it is repeated, after the shard has its replicas back. No retrying execution strategy takes it for a passing failure.
/// </remarks>
public sealed class CommitNotReplicatedException : DbException
{
    internal CommitNotReplicatedException(string shardName)
        : base(
            $"The commit on the shard '{shardName}' is on its primary, but the wait until its synchronous replicas have it was ended, by a command timeout, a cancellation or an operator: a failover would "
            + "lose it. It can be seen meanwhile. See that the shard has its synchronous replicas; then look whether the rows are there before writing them again.")
    {
        ShardName = shardName;
        Data[Microsoft.EntityFrameworkCore.ShardingExceptionExtensions.DataKey] = shardName;
        Data[Microsoft.EntityFrameworkCore.ShardingExceptionExtensions.OutcomeKey] = WriteOutcome.Unknown;
    }

    /// <summary>The shard.</summary>
    public string ShardName { get; }
}
