using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>
///     The connection that holds a gather's temporary tables. Disposing it leaves nothing behind: on a shard everything happened in a transaction
///     that is rolled back, so that a pooled connection, or a server behind a transaction pooler, is clean after errors and cancellation too.
/// </summary>
internal sealed class Scratch(IRelationalConnection connection) : IDisposable, IAsyncDisposable
{
    private DbTransaction? _transaction;

    public IRelationalConnection Connection { get; } = connection;

    /// <summary>Opens the connection.</summary>
    /// <param name="isTransactional">Whether it is a shard's, where the tables must be gone in the end.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async ValueTask OpenAsync(bool isTransactional, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
        {
            await Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            _transaction = isTransactional ? await Connection.DbConnection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false) : null;
        }
        else
        {
            Connection.Open();
            _transaction = isTransactional ? Connection.DbConnection.BeginTransaction() : null;
        }
    }

    public void Dispose()
    {
        try
        {
            _transaction?.Dispose();
        }
        finally
        {
            Connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_transaction is not null)
            {
                await _transaction.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await Connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
