using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Notes what EF Core sends, with the transactions around it.</summary>
public sealed class CommandLog : DbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public IEnumerable<string> Commands => _lines.Where(line => !line.StartsWith('('));

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Note(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return new ValueTask<InterceptionResult<DbDataReader>>(result);
    }

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        _lines.Enqueue("(begin)");
        return result;
    }

    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        _lines.Enqueue("(begin)");
        return new ValueTask<DbTransaction>(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => _lines.Enqueue("(commit)");

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _lines.Enqueue("(commit)");
        return Task.CompletedTask;
    }

    public void CreatedSavepoint(DbTransaction transaction, TransactionEventData eventData) => _lines.Enqueue("(savepoint)");

    public Task CreatedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        _lines.Enqueue("(savepoint)");
        return Task.CompletedTask;
    }

    private void Note(DbCommand command)
        => _lines.Enqueue(command.CommandText + string.Concat(command.Parameters.Cast<DbParameter>().Select(p => $" {p.ParameterName}={p.Value}")));
}
