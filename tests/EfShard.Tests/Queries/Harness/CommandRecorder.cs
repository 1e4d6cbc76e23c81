using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Notes every command of a context, with the database that it went to.</summary>
public sealed class CommandRecorder(Func<DbConnection, string> nameOf) : DbCommandInterceptor
{
    private readonly ConcurrentQueue<RecordedCommand> _commands = new();

    /// <summary>In the order in which they began. The library's own look at its shard map is no part of a query.</summary>
    public IReadOnlyList<RecordedCommand> Commands
        => [.. _commands.Where(c => !c.Text.Contains("__EFShardMap", StringComparison.Ordinal))];

    public IReadOnlyList<string> Databases => [.. Commands.Select(c => c.Database).Distinct().Order(StringComparer.Ordinal)];

    public void Clear() => _commands.Clear();

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        => Note(command, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(Note(command, result));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        => Note(command, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(Note(command, result));

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        => Note(command, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(Note(command, result));

    private T Note<T>(DbCommand command, T result)
    {
        var values = command.Parameters.Cast<DbParameter>().ToDictionary(p => p.ParameterName, p => p.Value);
        _commands.Enqueue(new(nameOf(command.Connection!), command.CommandText, values));
        return result;
    }
}
