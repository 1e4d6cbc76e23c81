using System.Data.Common;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>The logger of connections, which calls their interceptors. A call that follows an opening is made even if that was cancelled.</summary>
/// <param name="provided">EF Core's logger.</param>
/// <param name="gate">Where the context's legs take turns.</param>
internal sealed class SerializedConnectionLogger(Provided<IRelationalConnectionDiagnosticsLogger> provided, LegGate gate)
    : SerializedLogger<IRelationalConnectionDiagnosticsLogger, DbLoggerCategory.Database.Connection>(provided.Service, gate), IRelationalConnectionDiagnosticsLogger
{
    public InterceptionResult<DbConnection> ConnectionCreating(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((Inner, connection, startTime), static a => a.Inner.ConnectionCreating(a.connection, a.startTime))
            : Inner.ConnectionCreating(connection, startTime);

    public DbConnection ConnectionCreated(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.Run(
                (Inner, connection, startTime, duration),
                static a => a.Inner.ConnectionCreated(a.connection, a.startTime, a.duration))
            : Inner.ConnectionCreated(connection, startTime, duration);

    public InterceptionResult ConnectionDisposing(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((Inner, connection, startTime), static a => a.Inner.ConnectionDisposing(a.connection, a.startTime))
            : Inner.ConnectionDisposing(connection, startTime);

    public ValueTask<InterceptionResult> ConnectionDisposingAsync(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime),
                static a => a.Inner.ConnectionDisposingAsync(a.connection, a.startTime), CancellationToken.None)
            : Inner.ConnectionDisposingAsync(connection, startTime);

    public void ConnectionDisposed(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (Inner, connection, startTime, duration),
                static a => a.Inner.ConnectionDisposed(a.connection, a.startTime, a.duration));
        }
        else
        {
            Inner.ConnectionDisposed(connection, startTime, duration);
        }
    }

    public Task ConnectionDisposedAsync(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime, duration),
                static a => a.Inner.ConnectionDisposedAsync(a.connection, a.startTime, a.duration), CancellationToken.None)
            : Inner.ConnectionDisposedAsync(connection, startTime, duration);

    public InterceptionResult ConnectionOpening(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((Inner, connection, startTime), static a => a.Inner.ConnectionOpening(a.connection, a.startTime))
            : Inner.ConnectionOpening(connection, startTime);

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        IRelationalConnection connection, DateTimeOffset startTime, CancellationToken cancellationToken)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime, cancellationToken),
                static a => a.Inner.ConnectionOpeningAsync(a.connection, a.startTime, a.cancellationToken), cancellationToken)
            : Inner.ConnectionOpeningAsync(connection, startTime, cancellationToken);

    public void ConnectionOpened(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run((Inner, connection, startTime, duration), static a => a.Inner.ConnectionOpened(a.connection, a.startTime, a.duration));
        }
        else
        {
            Inner.ConnectionOpened(connection, startTime, duration);
        }
    }

    public Task ConnectionOpenedAsync(
        IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime, duration, cancellationToken),
                static a => a.Inner.ConnectionOpenedAsync(a.connection, a.startTime, a.duration, a.cancellationToken), CancellationToken.None)
            : Inner.ConnectionOpenedAsync(connection, startTime, duration, cancellationToken);

    public InterceptionResult ConnectionClosing(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((Inner, connection, startTime), static a => a.Inner.ConnectionClosing(a.connection, a.startTime))
            : Inner.ConnectionClosing(connection, startTime);

    public ValueTask<InterceptionResult> ConnectionClosingAsync(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime),
                static a => a.Inner.ConnectionClosingAsync(a.connection, a.startTime), CancellationToken.None)
            : Inner.ConnectionClosingAsync(connection, startTime);

    public void ConnectionClosed(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run((Inner, connection, startTime, duration), static a => a.Inner.ConnectionClosed(a.connection, a.startTime, a.duration));
        }
        else
        {
            Inner.ConnectionClosed(connection, startTime, duration);
        }
    }

    public Task ConnectionClosedAsync(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime, duration),
                static a => a.Inner.ConnectionClosedAsync(a.connection, a.startTime, a.duration), CancellationToken.None)
            : Inner.ConnectionClosedAsync(connection, startTime, duration);

    public void ConnectionError(
        IRelationalConnection connection, Exception exception, DateTimeOffset startTime, TimeSpan duration, bool logErrorAsDebug)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (Inner, connection, exception, startTime, duration, logErrorAsDebug),
                static a => a.Inner.ConnectionError(a.connection, a.exception, a.startTime, a.duration, a.logErrorAsDebug));
        }
        else
        {
            Inner.ConnectionError(connection, exception, startTime, duration, logErrorAsDebug);
        }
    }

    public Task ConnectionErrorAsync(
        IRelationalConnection connection, Exception exception, DateTimeOffset startTime, TimeSpan duration, bool logErrorAsDebug,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, exception, startTime, duration, logErrorAsDebug, cancellationToken),
                static a => a.Inner.ConnectionErrorAsync(a.connection, a.exception, a.startTime, a.duration, a.logErrorAsDebug, a.cancellationToken), CancellationToken.None)
            : Inner.ConnectionErrorAsync(connection, exception, startTime, duration, logErrorAsDebug, cancellationToken);

    public bool ShouldLogConnectionCreate(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogConnectionCreate(a.now)) : Inner.ShouldLogConnectionCreate(now);

    public bool ShouldLogConnectionDispose(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogConnectionDispose(a.now)) : Inner.ShouldLogConnectionDispose(now);

    public bool ShouldLogConnectionOpen(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogConnectionOpen(a.now)) : Inner.ShouldLogConnectionOpen(now);

    public bool ShouldLogConnectionClose(DateTimeOffset now)
        => Gate.IsActive ? Gate.Read((Inner, now), static a => a.Inner.ShouldLogConnectionClose(a.now)) : Inner.ShouldLogConnectionClose(now);

#if !EFCORE9
    public void ConnectionCanceled(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (Inner, connection, startTime, duration),
                static a => a.Inner.ConnectionCanceled(a.connection, a.startTime, a.duration));
        }
        else
        {
            Inner.ConnectionCanceled(connection, startTime, duration);
        }
    }

    public Task ConnectionCanceledAsync(
        IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (Inner, connection, startTime, duration, cancellationToken),
                static a => a.Inner.ConnectionCanceledAsync(a.connection, a.startTime, a.duration, a.cancellationToken), CancellationToken.None)
            : Inner.ConnectionCanceledAsync(connection, startTime, duration, cancellationToken);
#endif
}
