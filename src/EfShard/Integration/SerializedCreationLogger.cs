using System.Data.Common;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>What <see cref="SerializedCommandLogger" /> says before and after the execution of a command, the same in all versions of EF Core.</summary>
/// <param name="inner">EF Core's logger.</param>
/// <param name="gate">Where the context's legs take turns.</param>
internal abstract class SerializedCreationLogger(IRelationalCommandDiagnosticsLogger inner, LegGate gate)
    : SerializedLogger<DbLoggerCategory.Database.Command>(inner, gate)
{
    public InterceptionResult<DbCommand> CommandCreating(
        IRelationalConnection connection, DbCommandMethod commandMethod, DbContext? context, Guid commandId, Guid connectionId,
        DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, commandMethod, context, commandId, connectionId, startTime, commandSource),
                static a => a.inner.CommandCreating(a.connection, a.commandMethod, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : inner.CommandCreating(connection, commandMethod, context, commandId, connectionId, startTime, commandSource);

    public DbCommand CommandCreated(
        IRelationalConnection connection, DbCommand command, DbCommandMethod commandMethod, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource),
                static a => a.inner.CommandCreated(a.connection, a.command, a.commandMethod, a.context, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource))
            : inner.CommandCreated(connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource);

    public DbCommand CommandInitialized(
        IRelationalConnection connection, DbCommand command, DbCommandMethod commandMethod, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource),
                static a => a.inner.CommandInitialized(a.connection, a.command, a.commandMethod, a.context, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource))
            : inner.CommandInitialized(connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource);

    public InterceptionResult DataReaderDisposing(
        IRelationalConnection connection, DbCommand command, DbDataReader dataReader, Guid commandId, int recordsAffected, int readCount,
        DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, dataReader, commandId, recordsAffected, readCount, startTime, duration),
                static a => a.inner.DataReaderDisposing(a.connection, a.command, a.dataReader, a.commandId, a.recordsAffected, a.readCount, a.startTime, a.duration))
            : inner.DataReaderDisposing(connection, command, dataReader, commandId, recordsAffected, readCount, startTime, duration);

    public InterceptionResult DataReaderClosing(
        IRelationalConnection connection, DbCommand command, DbDataReader dataReader, Guid commandId, int recordsAffected, int readCount,
        DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, command, dataReader, commandId, recordsAffected, readCount, startTime),
                static a => a.inner.DataReaderClosing(a.connection, a.command, a.dataReader, a.commandId, a.recordsAffected, a.readCount, a.startTime))
            : inner.DataReaderClosing(connection, command, dataReader, commandId, recordsAffected, readCount, startTime);

    public ValueTask<InterceptionResult> DataReaderClosingAsync(
        IRelationalConnection connection, DbCommand command, DbDataReader dataReader, Guid commandId, int recordsAffected, int readCount,
        DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, command, dataReader, commandId, recordsAffected, readCount, startTime),
                static a => a.inner.DataReaderClosingAsync(a.connection, a.command, a.dataReader, a.commandId, a.recordsAffected, a.readCount, a.startTime), CancellationToken.None)
            : inner.DataReaderClosingAsync(connection, command, dataReader, commandId, recordsAffected, readCount, startTime);

    public bool ShouldLogCommandCreate(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogCommandCreate(a.now))
            : inner.ShouldLogCommandCreate(now);

    public bool ShouldLogCommandExecute(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogCommandExecute(a.now))
            : inner.ShouldLogCommandExecute(now);

    public bool ShouldLogDataReaderClose(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogDataReaderClose(a.now))
            : inner.ShouldLogDataReaderClose(now);

    public bool ShouldLogDataReaderDispose(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogDataReaderDispose(a.now))
            : inner.ShouldLogDataReaderDispose(now);
}
