using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Commit;

/// <summary>
///     One shard's transaction: EF Core's own, whose commit can also be taken apart, so that the work in the middle is two-phase commit's while
///     interceptors see what they see of any commit.
/// </summary>
internal sealed class ShardParticipant(
    IRelationalConnection connection,
    DbTransaction transaction,
    Guid transactionId,
    IDiagnosticsLogger<DbLoggerCategory.Database.Transaction> logger,
    bool transactionOwned,
    ISqlGenerationHelper sqlGenerationHelper,
    TimeProvider time)
    : RelationalTransaction(connection, transaction, transactionId, logger, transactionOwned, sqlGenerationHelper)
{
    private readonly IRelationalConnection _connection = connection;
    private readonly DbTransaction _transaction = transaction;
    private readonly TimeProvider _time = time;
    private DateTimeOffset _startTime;
    private long _started;

    /// <summary>Whether the database has committed, whatever interceptors then made of it.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>The open physical connection that has done the work.</summary>
    public DbConnection Database => _connection.DbConnection;

    // As EF Core commits; but what is thrown once the database has committed must not be taken for a commit that failed.
    public override void Commit()
    {
        StartClock();
        try
        {
            if (!Logger.TransactionCommitting(_connection, _transaction, TransactionId, _startTime).IsSuppressed)
            {
                CommitDatabase();
            }

            IsCommitted = true;
            Logger.TransactionCommitted(_connection, _transaction, TransactionId, _startTime, _time.GetElapsedTime(_started));
        }
        catch (Exception failure)
        {
            FailCommit(failure);
            throw;
        }

        ClearTransaction();
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        StartClock();
        try
        {
            if (!(await Logger.TransactionCommittingAsync(_connection, _transaction, TransactionId, _startTime, cancellationToken).ConfigureAwait(false)).IsSuppressed)
            {
                await _transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            IsCommitted = true;
            await Logger.TransactionCommittedAsync(
                _connection, _transaction, TransactionId, _startTime, _time.GetElapsedTime(_started), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await Logger.TransactionErrorAsync(
                _connection, _transaction, TransactionId, "Commit", failure, _startTime, _time.GetElapsedTime(_started), cancellationToken).ConfigureAwait(false);
            throw;
        }

        await ClearTransactionAsync(cancellationToken).ConfigureAwait(false);
    }

    // As EF Core rolls back. Where the connection is lost there is nothing left to undo, and the provider's complaint would take the place of what has broken it.
    public override void Rollback()
    {
        if (!IsLost)
        {
            base.Rollback();
            return;
        }

        StartClock();
        Logger.TransactionRolledBack(_connection, _transaction, TransactionId, _startTime, _time.GetElapsedTime(_started));
        ClearTransaction();
    }

    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        if (!IsLost)
        {
            await base.RollbackAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        StartClock();
        await Logger.TransactionRolledBackAsync(
            _connection, _transaction, TransactionId, _startTime, _time.GetElapsedTime(_started), cancellationToken).ConfigureAwait(false);
        await ClearTransactionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What would be committed over a connection that was lost, and perhaps opened again, is not what was written.</summary>
    /// <exception cref="InvalidOperationException">The connection is no longer the one that has done the work.</exception>
    public void RefuseIfLost()
    {
        if (IsLost)
        {
            throw new InvalidOperationException(CommitErrors.Lost, FindCause());
        }
    }

    /// <summary>Tells interceptors that the transaction is about to be committed.</summary>
    /// <exception cref="InvalidOperationException">One of them wants to commit it in its own way.</exception>
    public void BeginCommit()
    {
        StartClock();
        RefuseIfLost();
        RefuseSuppression(Logger.TransactionCommitting(_connection, _transaction, TransactionId, _startTime));
    }

    /// <inheritdoc cref="BeginCommit" />
    public async Task BeginCommitAsync(CancellationToken cancellationToken)
    {
        StartClock();
        RefuseIfLost();
        RefuseSuppression(await Logger.TransactionCommittingAsync(_connection, _transaction, TransactionId, _startTime, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The database's commit, without more.</summary>
    public void CommitDatabase() => _transaction.Commit();

    /// <inheritdoc cref="CommitDatabase" />
    public Task CommitDatabaseAsync() => _transaction.CommitAsync(CancellationToken.None);

    /// <summary>Tells interceptors that the transaction is committed. Whatever they throw, the connection is free afterwards.</summary>
    public void EndCommit()
    {
        try
        {
            Logger.TransactionCommitted(_connection, _transaction, TransactionId, _startTime, _time.GetElapsedTime(_started));
        }
        finally
        {
            ClearTransaction();
        }
    }

    /// <inheritdoc cref="EndCommit" />
    public async Task EndCommitAsync()
    {
        try
        {
            await Logger.TransactionCommittedAsync(_connection, _transaction, TransactionId, _startTime, _time.GetElapsedTime(_started), CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            await ClearTransactionAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Tells interceptors that the commit failed.</summary>
    public void FailCommit(Exception failure)
        => Logger.TransactionError(_connection, _transaction, TransactionId, "Commit", failure, _startTime, _time.GetElapsedTime(_started));

    /// <inheritdoc cref="FailCommit" />
    public Task FailCommitAsync(Exception failure)
        => Logger.TransactionErrorAsync(
            _connection, _transaction, TransactionId, "Commit", failure, _startTime, _time.GetElapsedTime(_started), CancellationToken.None);

    /// <summary>A command on the connection that has done the work, unseen by interceptors.</summary>
    public DbCommand Command(string sql)
    {
        var command = Database.CreateCommand();
        command.CommandText = sql;
        if (_connection.CommandTimeout is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        return command;
    }

    private bool IsLost => Database.State is not ConnectionState.Open || _connection.CurrentTransaction != this;

    /// <summary>What has broken the connection, if the provider tells: EF Core may only have logged it, as where a savepoint is released after a save.</summary>
    private Exception? FindCause()
    {
        try
        {
            _ = _transaction.Connection;
            return null;
        }
        catch (ObjectDisposedException disposed)
        {
            return disposed.InnerException;
        }
    }

    private static void RefuseSuppression(InterceptionResult result)
    {
        if (result.IsSuppressed)
        {
            throw new InvalidOperationException(
                "An interceptor suppressed the commit of one shard of a transaction over several (InterceptionResult.Suppress in TransactionCommitting), "
                + "which are committed together or not at all. Everything is rolled back. Remove the interceptor, or throw in it to roll back.");
        }
    }

    private void StartClock() => (_startTime, _started) = (_time.GetUtcNow(), _time.GetTimestamp());
}
