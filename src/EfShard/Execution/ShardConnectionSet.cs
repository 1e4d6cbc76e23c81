using System.Data.Common;
using EfShard.Execution.Replicas;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfShard.Execution;

/// <summary>
///     A context's connections to its shards. The first shard touched is served by the context's own connection, pointed there (so that one
///     shard costs what plain EF Core costs); further shards get connections of the same provider type, made in the same scope: same context,
///     loggers and interceptors, no second context. Each keeps its shard for as long as the context lives, also through a pool.
/// </summary>
internal sealed class ShardConnectionSet(IServiceProvider services, IRelationalConnection home, IDbContextOptions options) : IShardConnections, IDisposable, IAsyncDisposable
{
    private static readonly List<ShardConnection> None = [];

    // Most contexts touch one shard; the list of all is made for the second.
    private ShardConnection? _first;
    private ShardConnection?[]? _others;
    private List<ShardConnection>? _replicas;
    private ReadingScope? _reading;
    private PositionRecorder? _positions;
    private ReplicaReads? _replicaReads;
    private LegPermits? _permits;
    private bool? _hasInterceptors;
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

            foreach (var connection in Replicas)
            {
                connection.CommandTimeout = value;
            }
        }
    }

    /// <summary>The connections to primaries made so far, besides the first, each at its shard's place.</summary>
    private ShardConnection?[] Others => _others ?? [];

    /// <summary>The connections to replicas made so far, besides the first.</summary>
    private List<ShardConnection> Replicas => _replicas ?? None;

    public IRelationalConnection this[int shard]
        => Attached is { } attached && attached.Has(shard) ? attached.Connection : ReadOnly?[shard] ?? Get(shard);

    /// <summary>The servers of the open transaction, where it only reads.</summary>
    public ReadOnlyLegs? ReadOnly { get; set; }

    /// <summary>The shards of the open transaction, where they are on one connection.</summary>
    public AttachedShards? Attached { get; set; }

    public bool AreAttached => Attached is not null;

    public bool HasInterceptors => _hasInterceptors ??= services.GetService<IInterceptors>() is { } all
        && (all.Aggregate<IDbCommandInterceptor>() is not null || all.Aggregate<IDbConnectionInterceptor>() is not null
            || all.Aggregate<IDbTransactionInterceptor>() is not null || all.Aggregate<ISaveChangesInterceptor>() is not null);

    /// <summary>Refuses what is of one shard where the open transaction has several on one connection.</summary>
    public void RefuseIfAttached(string what)
    {
        if (AreAttached)
        {
            throw AttachErrors.RawSql(what);
        }
    }

    public string? SchemaOf(int shard) => Attached?.SchemaOf(shard);

    /// <summary>The connection to a shard's primary.</summary>
    public ShardConnection Primary(int shard) => Get(shard);

    /// <summary>The connection to one of a shard's replicas. Legs that run side by side may ask.</summary>
    public ShardConnection Replica(int shard, ShardServer server)
    {
        lock (home)
        {
            if (_first is { } first && first.Link?.Server == server && !first.IsPrimary)
            {
                return first;
            }

            foreach (var known in _replicas ??= [])
            {
                if (known.Link!.Server == server)
                {
                    return known;
                }
            }

            var connection = Create(shard, _first is null ? home : CreateProviderConnection(), new ReplicaLink(Watch, Topology.Shards[shard], server), Permits);
            if (_first is null)
            {
                return _first = connection;
            }

            _replicas.Add(connection);
            return connection;
        }
    }

    /// <summary>A connection that shows how the provider makes them, wherever it points.</summary>
    public IRelationalConnection Sample => home;

    /// <summary>How the context reads, where shards have replicas.</summary>
    public ReadingScope Reading => _reading ??= new ReadingScope(Topology);

    public PositionRecorder Positions => _positions ??= new PositionRecorder(this, Reading.Session);

    public ReplicaReads ReplicaReads => _replicaReads ??= new ReplicaReads(this, Reading, Positions);

    /// <summary>The permits for the legs of a statement.</summary>
    public LegPermits Permits => _permits ??= new LegPermits(Topology, ShardGate.Of(Topology, Dialect));

    /// <summary>What knows the servers of shards with replicas; <see langword="null" /> where the database knows no positions.</summary>
    public ReplicaWatch? Watch => Dialect.Replication is { } replication ? ReplicaWatch.Of(Topology, replication) : null;

    /// <inheritdoc cref="ShardConnection.Expose" />
    public DbConnection Expose(int shard) => (ReadOnly?[shard] ?? Get(shard)).Expose();

    public void FindPrimary(int shard)
    {
        if (Topology.Shards[shard] is { Servers: not null } node)
        {
            Watch?.ObserveAll(node, Sample);
        }
    }

    public Task FindPrimaryAsync(int shard, CancellationToken cancellationToken)
        => Topology.Shards[shard] is { Servers: not null } node && Watch is { } watch ? watch.ObserveAllAsync(node, Sample, cancellationToken) : Task.CompletedTask;

    public IRelationalConnection CreateUnverified(int shard)
    {
        var node = Topology.Shards[shard];
        var primary = node.Servers is not { } servers ? node.Primary
            : servers.Current.Primary?.Endpoint ?? throw new ShardUnavailableException(
                node.Name, $"The shard '{node.Name}' has no primary that can be reached, so that nothing has been sent to it. Try again when a replica has been promoted.");
        var connection = CreateProviderConnection();
        Dialect.Point(connection, primary);
        return connection;
    }

    public IRelationalConnection CreateApart(int shard) => Create(shard, CreateProviderConnection(), LinkTo(shard), legs: null);

    /// <summary>Whether a statement on a shard's primary opens no connection.</summary>
    public bool IsAtHand(int shard) => this[shard] is not ShardConnection connection || connection.HoldsPermit;

    public void NoteWrite(int shard)
    {
        if (Topology.HasReplicas)
        {
            Positions.Unsettle(shard);
        }
    }

    public bool NoteFailure(int shard, Exception exception, bool isCommitted)
    {
        if (Topology.Shards[shard].Servers is { } servers && Watch is { } watch
            && !exception.Data.Contains(ShardingExceptionExtensions.OutcomeKey) && watch.Classify(exception) is ServerFailure.Lost)
        {
            exception.Data[ShardingExceptionExtensions.OutcomeKey] = isCommitted ? WriteOutcome.Unknown : WriteOutcome.RolledBack;
            if (servers.Current.Primary is { } primary)
            {
                watch.Failed(primary);
            }
        }

        return !IsNotSent(exception);
    }

    private static bool IsNotSent(Exception? exception)
        => exception is not null && (exception.Data[ShardingExceptionExtensions.OutcomeKey] is WriteOutcome.NotSent || IsNotSent(exception.InnerException));

    public void RefuseUnreplicated(int shard)
    {
        if (Topology.HasReplicas && Primary(shard).Link is PrimaryLink link && link.TakeUnreplicated())
        {
            throw new CommitNotReplicatedException(Topology.Shards[shard].Name);
        }
    }

    public void SettleWrites(int shard)
    {
        if (Topology.HasReplicas)
        {
            Positions.SettleWrites(shard);
        }
    }

    public ValueTask SettleWritesAsync(int shard) => Topology.HasReplicas ? Positions.SettleWritesAsync(shard) : ValueTask.CompletedTask;

    public Action? KeepUnsettled(int shard) => Topology.HasReplicas ? Positions.KeepUnsettled(shard) : null;

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
        ForgetSession();
        _first?.ResetState();
        foreach (var connection in Others)
        {
            connection?.ResetState();
        }

        foreach (var connection in Replicas)
        {
            connection.ResetState();
        }
    }

    /// <inheritdoc cref="ResetState" />
    public async ValueTask ResetStateAsync(CancellationToken cancellationToken)
    {
        ForgetSession();
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

        foreach (var connection in Replicas)
        {
            await connection.ResetStateAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _first?.Dispose();
        foreach (var connection in Others)
        {
            connection?.Dispose();
        }

        foreach (var connection in Replicas)
        {
            connection.Dispose();
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

        foreach (var connection in Replicas)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void ForgetSession() => (_reading, _positions, _replicaReads) = (null, null, null);

    private ShardConnection Get(int shard) => _first is { IsPrimary: true } first && first.Shard.Index == shard ? first : GetOther(shard);

    private ShardConnection GetOther(int shard)
    {
        if (_others?[shard] is { } known)
        {
            return known;
        }

        // Legs that run side by side may find no replica, each of another shard.
        lock (home)
        {
            if (_first is null)
            {
                return _first = Create(shard, home, LinkTo(shard), Permits);
            }

            _others ??= new ShardConnection?[Topology.Shards.Count];
            return _others[shard] ??= Create(shard, CreateProviderConnection(), LinkTo(shard), Permits);
        }
    }

    private PrimaryLink? LinkTo(int shard) => Topology.Shards[shard].Servers is null ? null : ShardGate.Of(Topology, Dialect).LinkTo(Topology.Shards[shard]);

    private ShardConnection Create(int shard, IRelationalConnection inner, ServerLink? link, LegPermits? legs)
    {
        // Options are not part of EF Core's model cache: a model is checked against each topology that meets it, before anything is sent.
        Topology.Validate(ShardModel.Of(home.Context.Model));
        Topology.Logger ??= (services.GetService(typeof(ILoggerFactory)) as ILoggerFactory)?.CreateLogger(DbLoggerCategory.Infrastructure.Name);
        var node = Topology.Shards[shard];
        Dialect.Point(inner, link?.Server.Endpoint ?? node.Primary);
        inner.CommandTimeout = _commandTimeout;
        return new ShardConnection(inner, node, ShardGate.Of(Topology, Dialect), link, legs);
    }

    private IRelationalConnection CreateProviderConnection() => (IRelationalConnection)ActivatorUtilities.CreateInstance(services, home.GetType());
}
