using EfShard.Topology;
using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>
///     What the application configured, validated and immutable. Equal by value: <c>AddDbContext</c> and <c>OnConfiguring</c> make new
///     options for every context, and all of them must share one topology, with its limits and its verified shards.
/// </summary>
internal sealed class ShardingOptions : IEquatable<ShardingOptions>
{
    public const int DefaultMaxParallelShards = 16;
    public const int DefaultMaxConnectionsPerShard = 100;
    public const long DefaultGatherRows = 1_000_000;
    public const long DefaultKeysFirstFrom = 200;

    public static readonly TimeSpan DefaultCrossShardLockTimeout = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan DefaultMapRefreshInterval = TimeSpan.FromSeconds(30);

    private int _hash;

    /// <summary>The shards in ordinal order of their names, whatever order they were added in.</summary>
    public required IReadOnlyList<ShardDefinition> Shards { get; init; }

    /// <summary>The groups in ordinal order of their names; the default group is among them.</summary>
    public required IReadOnlyList<GroupDefinition> Groups { get; init; }

    public required string UnshardedOn { get; init; }

    public UnmarkedEntities UnmarkedEntities { get; init; }

    /// <summary>What the application chose; <see langword="null" /> is what the database can do.</summary>
    public CrossShardCommit? CrossShardCommit { get; init; }

    /// <summary>How long a transaction that has written several shards waits for a lock.</summary>
    public TimeSpan CrossShardLockTimeout { get; init; } = DefaultCrossShardLockTimeout;

    public GatherPolicy Gather { get; init; }

    public GatherMode GatherMode { get; init; }

    public long KeysFirstFrom { get; init; } = DefaultKeysFirstFrom;

    public long GatherRows { get; init; } = DefaultGatherRows;

    public long GatherBytes { get; init; } = long.MaxValue;

    public ReplicaOptions Replicas { get; init; } = ReplicaOptions.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public TimeSpan MapRefreshInterval { get; init; } = DefaultMapRefreshInterval;

    public int MaxParallelShards { get; init; } = DefaultMaxParallelShards;

    public int MaxConnectionsPerShard { get; init; } = DefaultMaxConnectionsPerShard;

    /// <summary>For a dry run, what it only plans for; <see cref="Shards" /> is then the one database that there is.</summary>
    public ShardingOptions? Planned { get; private init; }

    /// <summary>The same application on one database, without anything that several need; these options are what it plans for.</summary>
    public ShardingOptions ToDryRun(ShardDefinition database) => new()
    {
        Shards = [database],
        Groups = Groups.Select(static g => new GroupDefinition(g.Name, GroupKind.Hash, 0, null, null)).ToArray(),
        UnshardedOn = database.Name,
        UnmarkedEntities = UnmarkedEntities,
        // No transaction has a second shard, and the database gets no table for one.
        CrossShardCommit = EfShard.CrossShardCommit.Reject,
        Replicas = Replicas,
        Time = Time,
        MaxParallelShards = MaxParallelShards,
        MaxConnectionsPerShard = MaxConnectionsPerShard,
        Planned = this,
    };

    /// <summary>The configuration section that they were read from, if they were; no part of what makes options equal.</summary>
    public IConfiguration? Source { get; init; }

    public bool Equals(ShardingOptions? other)
        => ReferenceEquals(this, other)
            || (other is not null && GetHashCode() == other.GetHashCode() && EqualsButServers(other) && Shards.SequenceEqual(other.Shards));

    /// <summary>Whether they differ at most in which servers the shards have.</summary>
    public bool EqualsButServers(ShardingOptions other)
        => UnshardedOn == other.UnshardedOn
            && UnmarkedEntities == other.UnmarkedEntities
            && CrossShardCommit == other.CrossShardCommit
            && CrossShardLockTimeout == other.CrossShardLockTimeout
            && Gather == other.Gather
            && GatherMode == other.GatherMode
            && KeysFirstFrom == other.KeysFirstFrom
            && GatherRows == other.GatherRows
            && GatherBytes == other.GatherBytes
            && (ReferenceEquals(Replicas, other.Replicas) || Replicas == other.Replicas)
            && ReferenceEquals(Time, other.Time)
            && MapRefreshInterval == other.MapRefreshInterval
            && MaxParallelShards == other.MaxParallelShards
            && MaxConnectionsPerShard == other.MaxConnectionsPerShard
            && Shards.Select(s => s.Name).SequenceEqual(other.Shards.Select(s => s.Name), StringComparer.Ordinal)
            && Groups.SequenceEqual(other.Groups)
            && Equals(Planned, other.Planned);

    public override bool Equals(object? obj) => Equals(obj as ShardingOptions);

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = new HashCode();
            foreach (var shard in Shards)
            {
                hash.Add(shard);
            }

            foreach (var group in Groups)
            {
                hash.Add(group);
            }

            _hash = hash.ToHashCode();
        }

        return _hash;
    }
}
