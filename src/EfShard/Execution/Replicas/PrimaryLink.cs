using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Replicas;

/// <summary>
///     A connection to whoever is the primary of a shard: pointed anew when another server has become it, and refused to one that has been
///     demoted or was cut off. While there is none, it waits as long as the options say.
/// </summary>
internal sealed class PrimaryLink(ReplicaWatch watch, DatabaseDialect dialect, ShardNode node, ShardServer server) : ServerLink
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>As long as servers may contradict each other about who is the primary.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private ShardServer _server = server;
    private DbConnection? _heard;
    private volatile bool _isUnreplicated;

    public override ShardServer Server => _server;

    public override bool IsPrimary => true;

    public override bool Open(IRelationalConnection connection, bool errorsExpected)
    {
        watch.EnsureObserved(node, connection);
        var begun = watch.Options.Time.GetTimestamp();
        while (true)
        {
            Exception? failure = null;
            if (PointAtPrimary(connection))
            {
                try
                {
                    var opened = connection.Open(errorsExpected);
                    if (IsAccepted(connection) || Accept(watch.ProbeOf(node, _server, connection).Observe(connection.DbConnection)))
                    {
                        Count();
                        Hear(connection.DbConnection);
                        return opened;
                    }

                    connection.Close();
                }
                catch (Exception exception) when (watch.IsGone(exception))
                {
                    Fail(connection, exception);
                    failure = exception;
                }
                catch
                {
                    CloseIfOpen(connection);
                    throw;
                }
            }

            watch.ObserveAll(node, connection);
            if (MustGiveUp(begun, failure))
            {
                throw Unavailable(failure);
            }

            Thread.Sleep(Pause);
        }
    }

    public override async Task<bool> OpenAsync(IRelationalConnection connection, bool errorsExpected, CancellationToken cancellationToken)
    {
        await watch.EnsureObservedAsync(node, connection, cancellationToken).ConfigureAwait(false);
        var begun = watch.Options.Time.GetTimestamp();
        while (true)
        {
            Exception? failure = null;
            if (PointAtPrimary(connection))
            {
                try
                {
                    var opened = await connection.OpenAsync(cancellationToken, errorsExpected).ConfigureAwait(false);
                    if (IsAccepted(connection)
                        || Accept(await watch.ProbeOf(node, _server, connection).ObserveAsync(connection.DbConnection, cancellationToken).ConfigureAwait(false)))
                    {
                        Count();
                        Hear(connection.DbConnection);
                        return opened;
                    }

                    await connection.CloseAsync().ConfigureAwait(false);
                }
                catch (Exception exception) when (watch.IsGone(exception))
                {
                    Fail(connection, exception);
                    failure = exception;
                }
                catch
                {
                    // Cancelled while it was asked, say.
                    CloseIfOpen(connection);
                    throw;
                }
            }

            await watch.ObserveAllAsync(node, connection, cancellationToken).ConfigureAwait(false);
            if (MustGiveUp(begun, failure))
            {
                throw Unavailable(failure);
            }

            await Task.Delay(Pause, watch.Options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    ///     Whether the database has said that a commit over this connection is not on the synchronous replicas that it should have waited for; told once.
    /// </summary>
    public bool TakeUnreplicated()
    {
        var isUnreplicated = _isUnreplicated;
        _isUnreplicated = false;
        return isUnreplicated;
    }

    private void Hear(DbConnection connection)
    {
        if (!ReferenceEquals(_heard, connection))
        {
            _heard = connection;
            watch.OnUnreplicated(connection, () => _isUnreplicated = true);
        }
    }

    /// <summary>Points the closed connection at the primary, if that is another server than before.</summary>
    /// <returns>Whether there is a primary.</returns>
    private bool PointAtPrimary(IRelationalConnection connection)
    {
        if (node.Servers!.Current.Primary is not { } primary)
        {
            return false;
        }

        if (!ReferenceEquals(primary, _server))
        {
            var timeout = connection.CommandTimeout;
            dialect.Point(connection, primary.Endpoint);
            connection.CommandTimeout = timeout;
            _server = primary;
        }

        return true;
    }

    /// <summary>Whether the physical connection has been asked before, and goes to a server that may still be written.</summary>
    private bool IsAccepted(IRelationalConnection connection)
        => _server.RunOf(watch.PhysicalOf(connection.DbConnection)) is { } run && ReferenceEquals(run, _server.Run) && Accept(run);

    private bool Accept(ServerRun run)
    {
        Run = run;
        return node.Servers!.MayWrite(_server, run);
    }

    private static void CloseIfOpen(IRelationalConnection connection)
    {
        if (connection.DbConnection.State == System.Data.ConnectionState.Open)
        {
            connection.Close();
        }
    }

    private void Fail(IRelationalConnection connection, Exception exception)
    {
        CloseIfOpen(connection);
        exception.Data[ShardingExceptionExtensions.DataKey] = node.Name;
        exception.Data[ShardingExceptionExtensions.OutcomeKey] = WriteOutcome.NotSent;
        watch.Failed(_server);
    }

    /// <summary>Whether to wait no longer. Somebody who has become the primary since is tried first.</summary>
    private bool MustGiveUp(long begun, Exception? failure)
    {
        var elapsed = watch.Options.Time.GetElapsedTime(begun);
        var hasAnother = node.Servers!.Current.Primary is { } primary && (failure is null || !ReferenceEquals(primary, _server));
        return elapsed >= watch.Options.FailoverWait && (!hasAnother || elapsed >= watch.Options.FailoverWait + Settling);
    }

    private ShardUnavailableException Unavailable(Exception? failure)
        => new ShardUnavailableException(
            node.Name,
            $"The shard '{node.Name}' has no primary that can be reached, so that nothing has been sent to it. Other shards, and reads that a replica may "
            + "answer, are not concerned. Try again when a replica has been promoted, or have EfShard wait for it: Replicas(r => r.FailoverWait(...)).",
            failure);
}
