#if !EFCORE9 // EF Core 10 passes the text to log beside the command.
using System.Data.Common;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>The logger of commands, which calls their interceptors. A call that follows an execution is made even if that was cancelled.</summary>
/// <param name="inner">EF Core's logger.</param>
/// <param name="gate">Where the context's legs take turns.</param>
internal sealed class SerializedCommandLogger(IRelationalCommandDiagnosticsLogger inner, LegGate gate)
    : SerializedCreationLogger(inner, gate), IRelationalCommandDiagnosticsLogger
{
    public InterceptionResult<DbDataReader> CommandReaderExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource),
                static a => a.inner.CommandReaderExecuting(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : inner.CommandReaderExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);

    public InterceptionResult<object> CommandScalarExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource),
                static a => a.inner.CommandScalarExecuting(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : inner.CommandScalarExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);

    public InterceptionResult<int> CommandNonQueryExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource),
                static a => a.inner.CommandNonQueryExecuting(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : inner.CommandNonQueryExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);

    public ValueTask<InterceptionResult<DbDataReader>> CommandReaderExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken),
                static a => a.inner.CommandReaderExecutingAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource, a.cancellationToken), cancellationToken)
            : inner.CommandReaderExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);

    public ValueTask<InterceptionResult<object>> CommandScalarExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken),
                static a => a.inner.CommandScalarExecutingAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource, a.cancellationToken), cancellationToken)
            : inner.CommandScalarExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);

    public ValueTask<InterceptionResult<int>> CommandNonQueryExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken),
                static a => a.inner.CommandNonQueryExecutingAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource, a.cancellationToken), cancellationToken)
            : inner.CommandNonQueryExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);

    public DbDataReader CommandReaderExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DbDataReader methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource),
                static a => a.inner.CommandReaderExecuted(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource))
            : inner.CommandReaderExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);

    public object? CommandScalarExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, object? methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource),
                static a => a.inner.CommandScalarExecuted(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource))
            : inner.CommandScalarExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);

    public int CommandNonQueryExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, int methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource),
                static a => a.inner.CommandNonQueryExecuted(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource))
            : inner.CommandNonQueryExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);

    public ValueTask<DbDataReader> CommandReaderExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DbDataReader methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken),
                static a => a.inner.CommandReaderExecutedAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : inner.CommandReaderExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken);

    public ValueTask<object?> CommandScalarExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, object? methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken),
                static a => a.inner.CommandScalarExecutedAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : inner.CommandScalarExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken);

    public ValueTask<int> CommandNonQueryExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, int methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken),
                static a => a.inner.CommandNonQueryExecutedAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : inner.CommandNonQueryExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken);

    public void CommandError(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, Exception exception, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource),
                static a => a.inner.CommandError(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.exception, a.startTime, a.duration, a.commandSource));
        }
        else
        {
            inner.CommandError(connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource);
        }
    }

    public Task CommandErrorAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, Exception exception, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource, cancellationToken),
                static a => a.inner.CommandErrorAsync(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.exception, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : inner.CommandErrorAsync(connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource, cancellationToken);

    public void CommandCanceled(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource),
                static a => a.inner.CommandCanceled(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource));
        }
        else
        {
            inner.CommandCanceled(connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource);
        }
    }

    public Task CommandCanceledAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource, cancellationToken),
                static a => a.inner.CommandCanceledAsync(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : inner.CommandCanceledAsync(connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource, cancellationToken);
}
#endif
