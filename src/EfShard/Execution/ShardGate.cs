using System.Data.Common;
using System.Runtime.CompilerServices;
using EfShard.Execution.Replicas;
using EfShard.Providers;
using EfShard.Schema;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>The gate of one topology, for all its contexts: it has no state of its own.</summary>
internal sealed class ShardGate(ShardTopology topology, DatabaseDialect dialect) : IShardGate
{
    /// <summary>How long a connection waits for one of the process's permits. As long as Npgsql waits for its pool.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly ConditionalWeakTable<ShardTopology, ShardGate> Gates = [];

    /// <summary>The gate of a topology, whose shards are all of one dialect.</summary>
    public static ShardGate Of(ShardTopology topology, DatabaseDialect dialect)
        => Gates.TryGetValue(topology, out var gate) ? gate : Make(topology, dialect);

    public bool Enter(ShardNode shard) => shard.Permits.Wait(Patience) ? true : throw NoPermit(shard);

    public ValueTask<bool> EnterAsync(ShardNode shard, CancellationToken cancellationToken)
        => shard.Permits.Wait(0, CancellationToken.None) ? new ValueTask<bool>(true) : WaitAsync(shard, cancellationToken);

    public void Leave(ShardNode shard) => shard.Permits.Release();

    public ServerLink? Point(ShardNode shard, IRelationalConnection connection)
    {
        var link = LinkTo(shard);
        var timeout = connection.CommandTimeout;
        dialect.Point(connection, link?.Server.Endpoint ?? shard.Primary);
        connection.CommandTimeout = timeout;
        return link;
    }

    /// <summary>A shard that has replicas may find another primary than the one of the options.</summary>
    public PrimaryLink? LinkTo(ShardNode shard)
        => shard.Servers is { } servers && dialect.Replication is { } replication
            ? new PrimaryLink(ReplicaWatch.Of(topology, replication), dialect, shard, servers.Current.Primary ?? servers.Current.Servers[0])
            : null;

    public bool IsVerified(ShardNode shard) => ShardMap.IsVerified(shard);

    public bool IsLookDue(ShardNode shard) => shard.IsLookDue(topology.Time, topology.MapRefreshInterval);

    public void Look(ShardNode shard, DbConnection connection)
    {
        try
        {
            Map.Look(shard, connection);
        }
        catch
        {
            shard.HasNotLooked();
            throw;
        }
    }

    public async ValueTask LookAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await Map.LookAsync(shard, connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Cancelled because another leg has failed, say.
            shard.HasNotLooked();
            throw;
        }
    }

    public void Explain(ShardNode shard, IRelationalConnection closed, Exception failure)
    {
        foreach (var other in topology.Attached.Where(s => s != shard && shard.Availability is not ShardAvailability.Detached))
        {
            dialect.Point(closed, other.Primary);
            try
            {
                closed.Open(errorsExpected: true);
                Map.Refresh(other, closed.DbConnection);
            }
            catch (Exception exception) when (exception is DbException or ShardMapException)
            {
                // It is not this shard's failure that is to be told; the next one may answer.
            }
            finally
            {
                closed.Close();
                dialect.Point(closed, shard.Primary);
            }
        }

        ThrowIfDetached(shard, failure);
    }

    public async ValueTask ExplainAsync(ShardNode shard, IRelationalConnection closed, Exception failure, CancellationToken cancellationToken)
    {
        foreach (var other in topology.Attached.Where(s => s != shard && shard.Availability is not ShardAvailability.Detached))
        {
            dialect.Point(closed, other.Primary);
            try
            {
                await closed.OpenAsync(cancellationToken, errorsExpected: true).ConfigureAwait(false);
                await Map.RefreshAsync(other, closed.DbConnection, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is DbException or ShardMapException)
            {
                // As above.
            }
            finally
            {
                await closed.CloseAsync().ConfigureAwait(false);
                dialect.Point(closed, shard.Primary);
            }
        }

        ThrowIfDetached(shard, failure);
    }

    private ShardMap Map => new(topology, dialect);

    private static void ThrowIfDetached(ShardNode shard, Exception failure)
    {
        if (shard.Availability is ShardAvailability.Detached)
        {
            throw ArchivedShards.Detached(shard, failure);
        }
    }

    public void Verify(ShardNode shard, DbConnection connection) => new ShardMap(topology, dialect).Verify(shard, connection);

    public async ValueTask VerifyAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken)
        => await new ShardMap(topology, dialect).VerifyAsync(shard, connection, cancellationToken).ConfigureAwait(false);

    /// <summary>Looks whose database it is, for those who come before a query has had the shard verified.</summary>
    /// <exception cref="ShardMapException">Another shard's.</exception>
    public Task RefuseOtherAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken)
        => Map.RefuseMapOfAnotherAsync(shard, connection, cancellationToken);

    private static ShardGate Make(ShardTopology topology, DatabaseDialect dialect)
        => Gates.GetValue(topology, t => new ShardGate(t, dialect));

    private static async ValueTask<bool> WaitAsync(ShardNode shard, CancellationToken cancellationToken)
        => await shard.Permits.WaitAsync(Patience, cancellationToken).ConfigureAwait(false) ? true : throw NoPermit(shard);

    private static TimeoutException NoPermit(ShardNode shard)
    {
        var exception = new TimeoutException(
            $"All connections that this process may open to shard '{shard.Name}' stayed in use for {Patience.TotalSeconds:0} seconds. "
            + "Dispose contexts and readers sooner, ask fewer shards at once, or raise MaxConnectionsPerShard, and the pool size of the connection string if that is less.");
        exception.Data[ShardingExceptionExtensions.DataKey] = shard.Name;
        return exception;
    }
}
