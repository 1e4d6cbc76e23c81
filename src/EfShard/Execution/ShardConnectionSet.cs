using System.Data.Common;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Execution;

/// <summary>
///     A context's connections to its shards. The first shard touched is served by the context's own connection, pointed there (so that one
///     shard costs what plain EF Core costs); further shards get connections of the same provider type, made in the same scope: same context,
///     loggers and interceptors, no second context. Each keeps its shard for as long as the context lives, also through a pool.
/// </summary>
internal sealed class ShardConnectionSet(IServiceProvider services, IRelationalConnection home, IDbContextOptions options) : IShardConnections, IDisposable, IAsyncDisposable
{
    private ShardConnection?[]? _connections;
    private IShardGate? _gate;
    private int? _commandTimeout;
    private bool _homeIsTaken;

    public ShardTopology Topology { get; } = ShardingOptionsExtension.TopologyOf(options);

    public DatabaseDialect Dialect { get; } = ShardingOptionsExtension.DialectOf(options);

    public DbContext Context => home.Context;

    /// <summary>The shard that the context's own connection serves, once one has been touched.</summary>
    public int? Home { get; private set; }

    /// <summary>The connections made so far, each at its shard's place.</summary>
    private ShardConnection?[] Existing => _connections ?? [];

    public IRelationalConnection this[int shard] => Get(shard);

    /// <inheritdoc cref="ShardConnection.Expose" />
    public DbConnection Expose(int shard) => Get(shard).Expose();

    public IRelationalConnection CreateUnverified(int shard)
    {
        var connection = CreateProviderConnection();
        Dialect.Point(connection, Topology.Shards[shard].Primary);
        return connection;
    }

    /// <summary>Makes a provider connection to a database that is none of the shards; the caller disposes it.</summary>
    public IRelationalConnection CreateElsewhere(string connectionString)
    {
        var connection = CreateProviderConnection();
        connection.ConnectionString = connectionString;
        if (_commandTimeout is not null)
        {
            connection.CommandTimeout = _commandTimeout;
        }

        return connection;
    }

    /// <summary>Sets the timeout of commands on every shard, in seconds; <see langword="null" /> is the provider's default.</summary>
    public void SetCommandTimeout(int? timeout)
    {
        _commandTimeout = timeout;
        foreach (var connection in Existing)
        {
            if (connection is not null)
            {
                connection.CommandTimeout = timeout;
            }
        }
    }

    /// <summary>Closes every connection for the context's next lease from its pool.</summary>
    public void ResetState()
    {
        foreach (var connection in Existing)
        {
            connection?.ResetState();
        }
    }

    /// <inheritdoc cref="ResetState" />
    public async ValueTask ResetStateAsync(CancellationToken cancellationToken)
    {
        foreach (var connection in Existing)
        {
            if (connection is not null)
            {
                await connection.ResetStateAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        foreach (var connection in Existing)
        {
            connection?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Existing)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private ShardConnection Get(int shard) => (_connections ??= new ShardConnection?[Topology.Shards.Count])[shard] ??= Create(shard);

    private ShardConnection Create(int shard)
    {
        // Options are not part of EF Core's model cache: a model is checked against each topology that meets it, before anything is sent.
        Topology.Validate(ShardModel.Of(home.Context.Model));
        var node = Topology.Shards[shard];
        var inner = _homeIsTaken ? CreateProviderConnection() : home;
        if (!_homeIsTaken)
        {
            (_homeIsTaken, Home) = (true, shard);
        }

        Dialect.Point(inner, node.Primary);
        if (_commandTimeout is not null)
        {
            inner.CommandTimeout = _commandTimeout;
        }

        return new ShardConnection(inner, node, _gate ??= new ShardGate(Topology, Dialect));
    }

    private IRelationalConnection CreateProviderConnection() => (IRelationalConnection)ActivatorUtilities.CreateInstance(services, home.GetType());
}
