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
    // Most contexts touch one shard; the list of all is made for the second.
    private ShardConnection? _first;
    private ShardConnection?[]? _others;
    private int? _commandTimeout = home.CommandTimeout;

    public ShardTopology Topology { get; } = ShardingOptionsExtension.TopologyOf(options);

    public DatabaseDialect Dialect { get; } = ShardingOptionsExtension.DialectOf(options);

    public DbContext Context => home.Context;

    /// <summary>The shard that the context's own connection serves, once one has been touched.</summary>
    public int? Home => _first?.Shard.Index;

    /// <summary>The timeout of commands on every shard, in seconds; <see langword="null" /> is the provider's default.</summary>
    public int? CommandTimeout
    {
        get => _commandTimeout;
        set
        {
            _commandTimeout = value;
            _first?.CommandTimeout = value;
            foreach (var connection in Others)
            {
                connection?.CommandTimeout = value;
            }
        }
    }

    /// <summary>The connections made so far, besides the first, each at its shard's place.</summary>
    private ShardConnection?[] Others => _others ?? [];

    public IRelationalConnection this[int shard] => Get(shard);

    /// <inheritdoc cref="ShardConnection.Expose" />
    public DbConnection Expose(int shard) => Get(shard).Expose();

    public IRelationalConnection CreateUnverified(int shard)
    {
        var connection = CreateProviderConnection();
        Dialect.Point(connection, Topology.Shards[shard].Primary);
        return connection;
    }

    /// <summary>Makes one more connection to a shard, beside the context's own; the caller disposes it.</summary>
    public IRelationalConnection CreateApart(int shard) => Create(shard, CreateProviderConnection());

    /// <summary>Makes a provider connection to a database that is none of the shards; the caller disposes it.</summary>
    public IRelationalConnection CreateElsewhere(string connectionString)
    {
        var connection = CreateProviderConnection();
        connection.ConnectionString = connectionString;
        connection.CommandTimeout = _commandTimeout;
        return connection;
    }

    /// <summary>Closes every connection for the context's next lease from its pool.</summary>
    public void ResetState()
    {
        _first?.ResetState();
        foreach (var connection in Others)
        {
            connection?.ResetState();
        }
    }

    /// <inheritdoc cref="ResetState" />
    public async ValueTask ResetStateAsync(CancellationToken cancellationToken)
    {
        if (_first is not null)
        {
            await _first.ResetStateAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var connection in Others)
        {
            if (connection is not null)
            {
                await connection.ResetStateAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        _first?.Dispose();
        foreach (var connection in Others)
        {
            connection?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
        {
            await _first.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var connection in Others)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private ShardConnection Get(int shard) => _first is { } first && first.Shard.Index == shard ? first : GetOther(shard);

    private ShardConnection GetOther(int shard)
    {
        if (_first is null)
        {
            return _first = Create(shard, home);
        }

        _others ??= new ShardConnection?[Topology.Shards.Count];
        return _others[shard] ??= Create(shard, CreateProviderConnection());
    }

    private ShardConnection Create(int shard, IRelationalConnection inner)
    {
        // Options are not part of EF Core's model cache: a model is checked against each topology that meets it, before anything is sent.
        Topology.Validate(ShardModel.Of(home.Context.Model));
        var node = Topology.Shards[shard];
        Dialect.Point(inner, node.Primary);
        inner.CommandTimeout = _commandTimeout;
        return new ShardConnection(inner, node, ShardGate.Of(Topology, Dialect));
    }

    private IRelationalConnection CreateProviderConnection() => (IRelationalConnection)ActivatorUtilities.CreateInstance(services, home.GetType());
}
