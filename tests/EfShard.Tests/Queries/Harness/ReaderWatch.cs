using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Watches every reader of a context: what was read, what is still open, and, if a test wants so, a failure at some row.</summary>
public sealed class ReaderWatch(Func<DbConnection, string> nameOf) : DbCommandInterceptor
{
    private readonly ConcurrentQueue<WatchedReader> _readers = new();

    /// <summary>Called before each row, also from several threads at once.</summary>
    public Action<WatchedReader> BeforeRead { get; init; } = _ => { };

    public IReadOnlyList<WatchedReader> Readers => [.. _readers];

    public int Reads => _readers.Sum(r => r.Reads);

    /// <summary>Whether all readers are closed and no connection that they used is left open.</summary>
    public bool AllClosed => _readers.All(r => r.IsClosed && r.Connection.State == ConnectionState.Closed);

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
        => Watch(command, result);

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(Watch(command, result));

    private DbDataReader Watch(DbCommand command, DbDataReader reader)
    {
        if (command.CommandText.Contains("__EFShardMap", StringComparison.Ordinal))
        {
            return reader;
        }

        var watched = new WatchedReader(reader, nameOf(command.Connection!), command.Connection!, BeforeRead) { CommandText = command.CommandText };
        _readers.Enqueue(watched);
        return watched;
    }
}
