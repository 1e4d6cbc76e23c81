using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Replicas;

/// <summary>
///     What this process does to know the servers of one topology: it asks each when first needed, then regularly while they are in use
///     (<see cref="WatchLoop" />), and at once when a query finds one gone.
/// </summary>
internal sealed class ReplicaWatch
{
    private static readonly ConditionalWeakTable<ShardTopology, ReplicaWatch> Watches = [];

    private readonly ConcurrentDictionary<ShardServer, ServerProbe> _probes = new();
    private readonly ConcurrentDictionary<ShardNode, Promotion> _promotions = new();
    private readonly ReplicationDialect _dialect;
    private readonly WatchLoop _loop;

    private ReplicaWatch(ShardTopology topology, ReplicationDialect dialect)
    {
        Topology = topology;
        _dialect = dialect;
        _loop = new WatchLoop(this);
        foreach (var node in topology.Shards)
        {
            node.PrimaryChanged += change => Log?.Change(change);
        }
    }

    public ShardTopology Topology { get; }

    /// <summary>Tells the application; known once a context has used the servers.</summary>
    public ServerLog? Log { get; private set; }

    public ReplicaOptions Options => Topology.Replicas;

    /// <summary>The watch of a topology whose database knows positions.</summary>
    public static ReplicaWatch Of(ShardTopology topology, ReplicationDialect dialect)
        => Watches.TryGetValue(topology, out var watch) ? watch : Watches.GetValue(topology, t => new ReplicaWatch(t, dialect));

    /// <summary>The watch of a topology, if there is one: contexts make it with the first connection to a shard that has replicas.</summary>
    public static ReplicaWatch? Find(ShardTopology topology) => Watches.TryGetValue(topology, out var watch) ? watch : null;

    /// <summary>The probe of a server.</summary>
    /// <param name="node">Its shard.</param>
    /// <param name="server">The server.</param>
    /// <param name="connection">A connection of a context, which shows how connections are made; needed for the first time only.</param>
    public ServerProbe ProbeOf(ShardNode node, ShardServer server, IRelationalConnection connection)
    {
        if (_probes.TryGetValue(server, out var probe))
        {
            return probe;
        }

        Log ??= ServerLog.Of(connection);
        return _probes.GetOrAdd(server, new ServerProbe(node.Servers!, server, _dialect, _dialect.Opener(connection, server.Endpoint), Options.Time));
    }

    /// <summary>The probe of a server that has one.</summary>
    public ServerProbe? FindProbe(ShardServer server) => _probes.GetValueOrDefault(server);

    /// <summary>What makes a replica of a shard the primary; <see langword="null" /> where that is for others to do.</summary>
    public Promotion? PromotionOf(ShardNode node)
        => Options.Failover is FailoverMode.Promote ? _promotions.GetOrAdd(node, n => new Promotion(this, n, _dialect.Promotion)) : null;

    public object PhysicalOf(DbConnection open) => _dialect.PhysicalOf(open);

    public ServerFailure Classify(Exception exception) => _dialect.Classify(exception);

    /// <inheritdoc cref="ReplicationDialect.OnUnreplicated" />
    public void OnUnreplicated(DbConnection connection, Action told) => _dialect.OnUnreplicated(connection, told);

    /// <summary>Whether a failure to open a connection means that the server is gone: one that answers with an error is there.</summary>
    public bool IsGone(Exception exception)
        => exception is TimeoutException or DbException { InnerException: TimeoutException } || Classify(exception) is ServerFailure.Lost;

    /// <summary>Whether the servers are asked regularly at the moment.</summary>
    public bool IsWatching => _loop.IsRunning;

    /// <summary>
    ///     Asks every server of a shard once, when the shard is first used, and when it is used again after a pause: nobody can be trusted before all that answer were heard.
    /// </summary>
    public void EnsureObserved(ShardNode node, IRelationalConnection connection)
    {
        _loop.Touch();
        if (!node.Servers!.IsObserved)
        {
            ObserveAll(node, connection);
        }
    }

    /// <inheritdoc cref="EnsureObserved" />
    public ValueTask EnsureObservedAsync(ShardNode node, IRelationalConnection connection, CancellationToken cancellationToken)
    {
        _loop.Touch();
        return node.Servers!.IsObserved ? ValueTask.CompletedTask : new ValueTask(ObserveAllAsync(node, connection, cancellationToken));
    }

    /// <summary>Asks every server of a shard, side by side; who does not answer counts a failure.</summary>
    public void ObserveAll(ShardNode node, IRelationalConnection connection)
    {
        var servers = node.Servers!.Current.Servers;
        Array.ForEach(Array.ConvertAll(servers, s => ProbeOf(node, s, connection).AskTogether()), q => q.Wait());
        node.Servers.HaveBeenAsked(servers);
    }

    /// <inheritdoc cref="ObserveAll" />
    public async Task ObserveAllAsync(ShardNode node, IRelationalConnection connection, CancellationToken cancellationToken)
    {
        var servers = node.Servers!.Current.Servers;
        var answers = Task.WhenAll(servers.Select(s => ProbeOf(node, s, connection).AskTogetherAsync()));
        await answers.WaitAsync(cancellationToken).ConfigureAwait(false);
        node.Servers.HaveBeenAsked(servers);
    }

    /// <summary>Asks those servers of a shard again that have been asked before: who was the primary may be it no more.</summary>
    public void AskAgain(ShardNode node)
    {
        var questions = node.Servers!.Current.Servers.Select(FindProbe).OfType<ServerProbe>().Select(probe => probe.AskTogether()).ToArray();
        Array.ForEach(questions, q => q.Wait());
    }

    /// <inheritdoc cref="AskAgain" />
    public Task AskAgainAsync(ShardNode node, CancellationToken cancellationToken)
        => Task.WhenAll(node.Servers!.Current.Servers.Select(FindProbe).OfType<ServerProbe>().Select(probe => probe.AskTogetherAsync())).WaitAsync(cancellationToken);

    /// <summary>A query found a server gone: it counts, and the shard's servers are asked who is the primary now.</summary>
    public void Failed(ShardServer server)
    {
        server.Fail();
        _loop.Hurry();
    }

    /// <summary>Whether a server is in service: not down, not too far behind.</summary>
    public bool IsInService(ShardServer server) => server.IsInService(Options);
}
