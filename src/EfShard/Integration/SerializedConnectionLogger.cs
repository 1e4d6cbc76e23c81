using System.Data.Common;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>The logger of connections, which calls their interceptors. A call that follows an opening is made even if that was cancelled.</summary>
/// <param name="inner">EF Core's logger.</param>
/// <param name="gate">Where the context's legs take turns.</param>
internal sealed class SerializedConnectionLogger(IRelationalConnectionDiagnosticsLogger inner, LegGate gate)
    : SerializedLogger<DbLoggerCategory.Database.Connection>(inner, gate), IRelationalConnectionDiagnosticsLogger
{
    public InterceptionResult<DbConnection> ConnectionCreating(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((inner, connection, startTime), static a => a.inner.ConnectionCreating(a.connection, a.startTime))
            : inner.ConnectionCreating(connection, startTime);

    public DbConnection ConnectionCreated(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.Run(
                (inner, connection, startTime, duration),
                static a => a.inner.ConnectionCreated(a.connection, a.startTime, a.duration))
            : inner.ConnectionCreated(connection, startTime, duration);

    public InterceptionResult ConnectionDisposing(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((inner, connection, startTime), static a => a.inner.ConnectionDisposing(a.connection, a.startTime))
            : inner.ConnectionDisposing(connection, startTime);

    public ValueTask<InterceptionResult> ConnectionDisposingAsync(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime),
                static a => a.inner.ConnectionDisposingAsync(a.connection, a.startTime), CancellationToken.None)
            : inner.ConnectionDisposingAsync(connection, startTime);

    public void ConnectionDisposed(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (inner, connection, startTime, duration),
                static a => a.inner.ConnectionDisposed(a.connection, a.startTime, a.duration));
        }
        else
        {
            inner.ConnectionDisposed(connection, startTime, duration);
        }
    }

    public Task ConnectionDisposedAsync(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime, duration),
                static a => a.inner.ConnectionDisposedAsync(a.connection, a.startTime, a.duration), CancellationToken.None)
            : inner.ConnectionDisposedAsync(connection, startTime, duration);

    public InterceptionResult ConnectionOpening(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((inner, connection, startTime), static a => a.inner.ConnectionOpening(a.connection, a.startTime))
            : inner.ConnectionOpening(connection, startTime);

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        IRelationalConnection connection, DateTimeOffset startTime, CancellationToken cancellationToken)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime, cancellationToken),
                static a => a.inner.ConnectionOpeningAsync(a.connection, a.startTime, a.cancellationToken), cancellationToken)
            : inner.ConnectionOpeningAsync(connection, startTime, cancellationToken);

    public void ConnectionOpened(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run((inner, connection, startTime, duration), static a => a.inner.ConnectionOpened(a.connection, a.startTime, a.duration));
        }
        else
        {
            inner.ConnectionOpened(connection, startTime, duration);
        }
    }

    public Task ConnectionOpenedAsync(
        IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime, duration, cancellationToken),
                static a => a.inner.ConnectionOpenedAsync(a.connection, a.startTime, a.duration, a.cancellationToken), CancellationToken.None)
            : inner.ConnectionOpenedAsync(connection, startTime, duration, cancellationToken);

    public InterceptionResult ConnectionClosing(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.Run((inner, connection, startTime), static a => a.inner.ConnectionClosing(a.connection, a.startTime))
            : inner.ConnectionClosing(connection, startTime);

    public ValueTask<InterceptionResult> ConnectionClosingAsync(IRelationalConnection connection, DateTimeOffset startTime)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime),
                static a => a.inner.ConnectionClosingAsync(a.connection, a.startTime), CancellationToken.None)
            : inner.ConnectionClosingAsync(connection, startTime);

    public void ConnectionClosed(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run((inner, connection, startTime, duration), static a => a.inner.ConnectionClosed(a.connection, a.startTime, a.duration));
        }
        else
        {
            inner.ConnectionClosed(connection, startTime, duration);
        }
    }

    public Task ConnectionClosedAsync(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime, duration),
                static a => a.inner.ConnectionClosedAsync(a.connection, a.startTime, a.duration), CancellationToken.None)
            : inner.ConnectionClosedAsync(connection, startTime, duration);

    public void ConnectionError(
        IRelationalConnection connection, Exception exception, DateTimeOffset startTime, TimeSpan duration, bool logErrorAsDebug)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (inner, connection, exception, startTime, duration, logErrorAsDebug),
                static a => a.inner.ConnectionError(a.connection, a.exception, a.startTime, a.duration, a.logErrorAsDebug));
        }
        else
        {
            inner.ConnectionError(connection, exception, startTime, duration, logErrorAsDebug);
        }
    }

    public Task ConnectionErrorAsync(
        IRelationalConnection connection, Exception exception, DateTimeOffset startTime, TimeSpan duration, bool logErrorAsDebug,
        CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, exception, startTime, duration, logErrorAsDebug, cancellationToken),
                static a => a.inner.ConnectionErrorAsync(a.connection, a.exception, a.startTime, a.duration, a.logErrorAsDebug, a.cancellationToken), CancellationToken.None)
            : inner.ConnectionErrorAsync(connection, exception, startTime, duration, logErrorAsDebug, cancellationToken);

    public bool ShouldLogConnectionCreate(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogConnectionCreate(a.now))
            : inner.ShouldLogConnectionCreate(now);

    public bool ShouldLogConnectionDispose(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogConnectionDispose(a.now))
            : inner.ShouldLogConnectionDispose(now);

    public bool ShouldLogConnectionOpen(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogConnectionOpen(a.now))
            : inner.ShouldLogConnectionOpen(now);

    public bool ShouldLogConnectionClose(DateTimeOffset now)
        => Gate.IsActive
            ? Gate.Run((inner, now), static a => a.inner.ShouldLogConnectionClose(a.now))
            : inner.ShouldLogConnectionClose(now);

#if !EFCORE9
    public void ConnectionCanceled(IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration)
    {
        if (Gate.IsActive)
        {
            Gate.Run(
                (inner, connection, startTime, duration),
                static a => a.inner.ConnectionCanceled(a.connection, a.startTime, a.duration));
        }
        else
        {
            inner.ConnectionCanceled(connection, startTime, duration);
        }
    }

    public Task ConnectionCanceledAsync(
        IRelationalConnection connection, DateTimeOffset startTime, TimeSpan duration, CancellationToken cancellationToken = default)
        => Gate.IsActive
            ? Gate.RunAsync(
                (inner, connection, startTime, duration, cancellationToken),
                static a => a.inner.ConnectionCanceledAsync(a.connection, a.startTime, a.duration, a.cancellationToken), CancellationToken.None)
            : inner.ConnectionCanceledAsync(connection, startTime, duration, cancellationToken);
#endif
}
