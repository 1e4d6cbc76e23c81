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
    : SerializedLogger<IRelationalCommandDiagnosticsLogger, DbLoggerCategory.Database.Command>(inner, gate)
{
    public InterceptionResult<DbCommand> CommandCreating(
        IRelationalConnection connection, DbCommandMethod commandMethod, DbContext? context, Guid commandId, Guid connectionId,
        DateTimeOffset startTime, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, commandMethod, context, commandId, connectionId, startTime, commandSource),
                static a => a.Inner.CommandCreating(a.connection, a.commandMethod, a.context, a.commandId, a.connectionId, a.startTime, a.commandSource))
            : Inner.CommandCreating(connection, commandMethod, context, commandId, connectionId, startTime, commandSource);

    public DbCommand CommandCreated(
        IRelationalConnection connection, DbCommand command, DbCommandMethod commandMethod, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource),
                static a => a.Inner.CommandCreated(a.connection, a.command, a.commandMethod, a.context, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource))
            : Inner.CommandCreated(connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource);

    public DbCommand CommandInitialized(
        IRelationalConnection connection, DbCommand command, DbCommandMethod commandMethod, DbContext? context, Guid commandId,
        Guid connectionId, DateTimeOffset startTime, TimeSpan duration, CommandSource commandSource)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource),
                static a => a.Inner.CommandInitialized(a.connection, a.command, a.commandMethod, a.context, a.commandId, a.connectionId, a.startTime, a.duration, a.commandSource))
            : Inner.CommandInitialized(connection, command, commandMethod, context, commandId, connectionId, startTime, duration, commandSource);

    public InterceptionResult DataReaderDisposing(
        IRelationalConnection connection, DbCommand command, DbDataReader dataReader, Guid commandId, int recordsAffected, int readCount,
        DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, dataReader, commandId, recordsAffected, readCount, startTime, duration),
                static a => a.Inner.DataReaderDisposing(a.connection, a.command, a.dataReader, a.commandId, a.recordsAffected, a.readCount, a.startTime, a.duration))
            : Inner.DataReaderDisposing(connection, command, dataReader, commandId, recordsAffected, readCount, startTime, duration);

    public InterceptionResult DataReaderClosing(
        IRelationalConnection connection, DbCommand command, DbDataReader dataReader, Guid commandId, int recordsAffected, int readCount,
        DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, command, dataReader, commandId, recordsAffected, readCount, startTime),
                static a => a.Inner.DataReaderClosing(a.connection, a.command, a.dataReader, a.commandId, a.recordsAffected, a.readCount, a.startTime))
            : Inner.DataReaderClosing(connection, command, dataReader, commandId, recordsAffected, readCount, startTime);

    public ValueTask<InterceptionResult> DataReaderClosingAsync(
        IRelationalConnection connection, DbCommand command, DbDataReader dataReader, Guid commandId, int recordsAffected, int readCount,
        DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, command, dataReader, commandId, recordsAffected, readCount, startTime),
                static a => a.Inner.DataReaderClosingAsync(a.connection, a.command, a.dataReader, a.commandId, a.recordsAffected, a.readCount, a.startTime), CancellationToken.None)
            : Inner.DataReaderClosingAsync(connection, command, dataReader, commandId, recordsAffected, readCount, startTime);

    public bool ShouldLogCommandCreate(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogCommandCreate(a.now)) : Inner.ShouldLogCommandCreate(now);

    public bool ShouldLogCommandExecute(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogCommandExecute(a.now)) : Inner.ShouldLogCommandExecute(now);

    public bool ShouldLogDataReaderClose(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogDataReaderClose(a.now)) : Inner.ShouldLogDataReaderClose(now);

    public bool ShouldLogDataReaderDispose(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogDataReaderDispose(a.now)) : Inner.ShouldLogDataReaderDispose(now);
}
