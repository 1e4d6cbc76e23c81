using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Replicas;

/// <summary>Ties a context's connection to a server of a shard that has replicas: what has to be known of the server before it is used.</summary>
internal abstract class ServerLink
{
    private bool _isCounted;
    private ShardServer? _counted;

    /// <summary>The server that the connection is pointed at.</summary>
    public abstract ShardServer Server { get; }

    /// <summary>The run of the physical connection, while the connection is open; <see langword="null" /> where there are no positions.</summary>
    public ServerRun? Run { get; protected set; }

    /// <summary>Whether the connection goes to whoever is the primary.</summary>
    public abstract bool IsPrimary { get; }

    /// <summary>Opens a closed connection, and makes sure who answers.</summary>
    public abstract bool Open(IRelationalConnection connection, bool errorsExpected);

    /// <inheritdoc cref="Open" />
    public abstract Task<bool> OpenAsync(IRelationalConnection connection, bool errorsExpected, CancellationToken cancellationToken);

    /// <summary>The physical connection has been given back.</summary>
    public void Closed()
    {
        if (_isCounted)
        {
            _isCounted = false;
            _counted!.End();
        }
    }

    protected void Count()
    {
        if (!_isCounted)
        {
            (_isCounted, _counted) = (true, Server);
            Server.Begin();
        }
    }
}
