using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard;

/// <summary>
///     The answer to the deciding step of a commit over several shards is lost, and the shard that knows could not be asked. The commit is all or
///     nothing, and recovery will end it; only which of the two is not known yet. Ask later:
///     <see cref="ShardingFacade.FindCommitOutcomeAsync" /> with <see cref="TransactionId" />.
/// </summary>
/// <remarks>
///     The inner exception is an <see cref="AggregateException" />: the failure of the commit, and what failed when the shard was asked. It is wrapped
///     so that no retrying execution strategy takes it for a passing failure and writes everything twice.
/// </remarks>
public sealed class CommitOutcomeUnknownException : DbUpdateException
{
    internal CommitOutcomeUnknownException(
        string message, Guid transactionId, string decidingShard, IEnumerable<Exception> failures, IReadOnlyList<IUpdateEntry> entries)
        : base(message, new AggregateException(failures), entries)
    {
        TransactionId = transactionId;
        DecidingShard = decidingShard;
    }

    /// <summary>The id of the transaction, also its <c>IDbContextTransaction.TransactionId</c>.</summary>
    public Guid TransactionId { get; }

    /// <summary>The name of the shard that knows the decision.</summary>
    public string DecidingShard { get; }
}
