using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Does something at moments of a transaction, each time it comes to one: with the connection of the shard, and how often it has been there.</summary>
public sealed class OnSave : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int _writes;
    private int _rollbacks;

    /// <summary>Before a statement that returns no rows is sent.</summary>
    public Action<DbConnection, int>? Writing { get; set; }

    /// <summary>Before a rollback to a savepoint is sent.</summary>
    public Action<DbConnection, int>? RollingBackToSavepoint { get; set; }

    /// <summary>Before a savepoint is released.</summary>
    public Action<DbConnection>? ReleasingSavepoint { get; set; }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Writing?.Invoke(command.Connection!, Interlocked.Increment(ref _writes));
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        => new(NonQueryExecuting(command, eventData, result));

    InterceptionResult IDbTransactionInterceptor.RollingBackToSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
        => RollBack(transaction, result);

    ValueTask<InterceptionResult> IDbTransactionInterceptor.RollingBackToSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken)
        => new(RollBack(transaction, result));

    InterceptionResult IDbTransactionInterceptor.ReleasingSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        ReleasingSavepoint?.Invoke(transaction.Connection!);
        return result;
    }

    ValueTask<InterceptionResult> IDbTransactionInterceptor.ReleasingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken)
    {
        ReleasingSavepoint?.Invoke(transaction.Connection!);
        return new ValueTask<InterceptionResult>(result);
    }

    private InterceptionResult RollBack(DbTransaction transaction, InterceptionResult result)
    {
        RollingBackToSavepoint?.Invoke(transaction.Connection!, Interlocked.Increment(ref _rollbacks));
        return result;
    }
}
