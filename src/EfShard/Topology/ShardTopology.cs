using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EfShard.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EfShard.Topology;

/// <summary>The shards and groups of one set of options. Immutable, shared by every context made from those options.</summary>
internal sealed class ShardTopology
{
    private readonly Dictionary<string, ShardNode> _byName;
    private readonly Dictionary<string, ShardGroup> _groups;
    private readonly ConditionalWeakTable<object, object> _fitting = [];
    private object? _lastFitting;
    private volatile bool _hasArchived;
    private volatile IReadOnlyList<ShardNode> _attached;

    public ShardTopology(IReadOnlyList<ShardNode> shards, IEnumerable<ShardGroup> groups, int unshardedShard)
    {
        Shards = shards;
        _attached = shards;
        HasReplicas = shards.Any(s => s.Servers is not null);
        UnshardedShard = unshardedShard;
        _byName = shards.ToDictionary(s => s.Name, StringComparer.Ordinal);
        _groups = groups.ToDictionary(g => g.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ShardNode> Shards { get; }

    /// <summary>The shards that are not detached.</summary>
    public IReadOnlyList<ShardNode> Attached => _attached;

    /// <summary>Whether any shard is read-only or detached. One volatile read.</summary>
    public bool HasArchived => _hasArchived;

    /// <summary>How often a process looks whether the maps say that a shard has become read-only or detached.</summary>
    public TimeSpan MapRefreshInterval { get; init; } = TimeSpan.FromSeconds(30);

    public IReadOnlyCollection<ShardGroup> Groups => _groups.Values;

    /// <summary>The index of the shard that holds the unsharded tables.</summary>
    public int UnshardedShard { get; }

    public UnmarkedEntities UnmarkedEntities { get; init; }

    /// <summary>The table in which each shard keeps the migrations that were applied to it.</summary>
    public (string Name, string? Schema) HistoryTable { get; init; } = ("__EFMigrationsHistory", null);

    public CrossShardCommit CrossShardCommit { get; init; }

    /// <summary>Whether the application chose <see cref="CrossShardCommit" />, so that a shard which can't do it is an error at once.</summary>
    public bool IsCommitChosen { get; init; }

    /// <summary>How long a two-phase transaction that has written several shards waits for a lock.</summary>
    public TimeSpan CrossShardLockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What happens to queries that several shards can't answer each by itself.</summary>
    public GatherPolicy Gather { get; init; }

    public GatherMode GatherMode { get; init; }

    /// <summary>How many rows a query must skip for its page to be read keys first.</summary>
    public long KeysFirstFrom { get; init; }

    /// <summary>How many rows one query may gather.</summary>
    public long GatherRows { get; init; } = long.MaxValue;

    /// <summary>How many bytes one query may gather from other shards.</summary>
    public long GatherBytes { get; init; } = long.MaxValue;

    /// <summary>How replicas are read and watched.</summary>
    public ReplicaOptions Replicas { get; init; } = ReplicaOptions.Default;

    /// <summary>Whether any shard has replicas: if none has, nothing of what they need is ever made.</summary>
    public bool HasReplicas { get; private set; }

    /// <summary>Tells the application what happens beside its contexts; known once one of them has made a connection.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>Exchanges the servers of a shard, for every context that uses it.</summary>
    public void ChangeServers(ShardNode shard, ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas)
    {
        shard.Replace(primary, replicas);
        HasReplicas = Shards.Any(s => s.Servers is not null);
        TopologyLog.Changed(Logger, shard.Name, 1 + replicas.Count);
    }

    /// <summary>The clock that ids are made by, and that commits over several shards wait by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many shards one query asks at the same time.</summary>
    public int MaxParallelShards { get; init; } = 16;

    /// <summary>In a dry run, the shards that are only planned for, and never opened; otherwise <see langword="null" />.</summary>
    public ShardTopology? Planned { get; init; }

    /// <summary>Whether a model has been found to fit these shards (<see cref="KeepFitting" />).</summary>
    public bool IsFitting(object model)
    {
        if (!ReferenceEquals(_lastFitting, model))
        {
            if (!_fitting.TryGetValue(model, out _))
            {
                return false;
            }

            _lastFitting = model;
        }

        return true;
    }

    /// <summary>Remembers that a model fits these shards, as long as the model lives.</summary>
    public void KeepFitting(object model)
    {
        _fitting.AddOrUpdate(model, model);
        _lastFitting = model;
    }

    /// <summary>Takes over a shard's availability, unless a later change is known.</summary>
    public void Learn(ShardNode shard, AvailabilityState state)
    {
        lock (_fitting)
        {
            if (state.IsAfter(shard.State))
            {
                shard.State = state;
                _attached = Shards.Where(s => s.Availability is not ShardAvailability.Detached).ToArray();
                _hasArchived = Shards.Any(s => s.Availability is not ShardAvailability.Active);
            }
        }
    }

    public bool TryGetShard(string name, [NotNullWhen(true)] out ShardNode? shard) => _byName.TryGetValue(name, out shard);

    public bool TryGetGroup(string name, [NotNullWhen(true)] out ShardGroup? group) => _groups.TryGetValue(name, out group);
}
