#if !EFCORE9 // EF Core 10 passes the text to log beside the command.
using System.Data.Common;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>The logger of commands, which calls their interceptors. A call that follows an execution is made even if that was cancelled.</summary>
/// <param name="provided">EF Core's logger.</param>
/// <param name="gate">Where the context's legs take turns.</param>
internal sealed class SerializedCommandLogger(Provided<IRelationalCommandDiagnosticsLogger> provided, LegGate gate)
    : SerializedCreationLogger(provided.Service, gate), IRelationalCommandDiagnosticsLogger
{
    public InterceptionResult<DbDataReader> CommandReaderExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource),
                static a => a.Inner.CommandReaderExecuting(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : Inner.CommandReaderExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);

    public InterceptionResult<object> CommandScalarExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource),
                static a => a.Inner.CommandScalarExecuting(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : Inner.CommandScalarExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);

    public InterceptionResult<int> CommandNonQueryExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource),
                static a => a.Inner.CommandNonQueryExecuting(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : Inner.CommandNonQueryExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);

    public ValueTask<InterceptionResult<DbDataReader>> CommandReaderExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken),
                static a => a.Inner.CommandReaderExecutingAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource, a.cancellationToken), cancellationToken)
            : Inner.CommandReaderExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);

    public ValueTask<InterceptionResult<object>> CommandScalarExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken),
                static a => a.Inner.CommandScalarExecutingAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource, a.cancellationToken), cancellationToken)
            : Inner.CommandScalarExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);

    public ValueTask<InterceptionResult<int>> CommandNonQueryExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, CommandSource commandSource, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken),
                static a => a.Inner.CommandNonQueryExecutingAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource, a.cancellationToken), cancellationToken)
            : Inner.CommandNonQueryExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);

    public DbDataReader CommandReaderExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DbDataReader methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource),
                static a => a.Inner.CommandReaderExecuted(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource))
            : Inner.CommandReaderExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);

    public object? CommandScalarExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, object? methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource),
                static a => a.Inner.CommandScalarExecuted(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource))
            : Inner.CommandScalarExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);

    public int CommandNonQueryExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, int methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource),
                static a => a.Inner.CommandNonQueryExecuted(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource))
            : Inner.CommandNonQueryExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);

    public ValueTask<DbDataReader> CommandReaderExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, DbDataReader methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken),
                static a => a.Inner.CommandReaderExecutedAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : Inner.CommandReaderExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken);

    public ValueTask<object?> CommandScalarExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, object? methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken),
                static a => a.Inner.CommandScalarExecutedAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : Inner.CommandScalarExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken);

    public ValueTask<int> CommandNonQueryExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId,
        Guid connectionId, int methodResult, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken),
                static a => a.Inner.CommandNonQueryExecutedAsync(a.connection, a.command, a.logCommandText, a.context, a.commandId, a.connectionId, a.methodResult, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : Inner.CommandNonQueryExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken);

    public void CommandError(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, Exception exception, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (Inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource),
                static a => a.Inner.CommandError(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.exception, a.startTime, a.duration, a.commandSource));
        }
        else
        {
            Inner.CommandError(connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource);
        }
    }

    public Task CommandErrorAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, Exception exception, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource, cancellationToken),
                static a => a.Inner.CommandErrorAsync(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.exception, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : Inner.CommandErrorAsync(connection, command, logCommandText, context, executeMethod, commandId, connectionId, exception, startTime, duration, commandSource, cancellationToken);

    public void CommandCanceled(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (Inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource),
                static a => a.Inner.CommandCanceled(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource));
        }
        else
        {
            Inner.CommandCanceled(connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource);
        }
    }

    public Task CommandCanceledAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, DbCommandMethod executeMethod,
        Guid commandId, Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource, cancellationToken),
                static a => a.Inner.CommandCanceledAsync(a.connection, a.command, a.logCommandText, a.context, a.executeMethod, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource, a.cancellationToken), CancellationToken.None)
            : Inner.CommandCanceledAsync(connection, command, logCommandText, context, executeMethod, commandId, connectionId, startTime, duration, commandSource, cancellationToken);
}
#endif
