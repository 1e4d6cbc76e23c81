using System.Collections.Concurrent;
using System.Text;
using EfShard.Diagnostics;
using EfShard.Providers;
using EfShard.Strategies;
using EfShard.Topology;

namespace EfShard.Infrastructure;

/// <summary>
///     Options in, topology out; equal options for one provider get the same topology for the life of the process, because its limits and
///     its verified shards belong to the process and not to a context.
/// </summary>
internal static class TopologyFactory
{
    /// <summary>What fits into the name of a prepared transaction.</summary>
    private const int MaxNameBytes = 140;

    private static readonly ConcurrentDictionary<(ShardingOptions Options, string Provider, (string, string?) HistoryTable), Lazy<ShardTopology>> Topologies = new();

    public static ShardTopology Get(ShardingOptions options, string provider, (string Name, string? Schema) historyTable)
        => Topologies.GetOrAdd(
            (options, provider, historyTable),
            static key => new Lazy<ShardTopology>(() => Make(key.Options, key.Provider, key.HistoryTable))).Value;

    private static ShardTopology Make(ShardingOptions options, string provider, (string Name, string? Schema) historyTable)
    {
        var topology = Create(options, provider, historyTable);
        if (options.Source is { } source)
        {
            // Options that are read anew from the changed configuration mean the same shards.
            new ConfigurationReload(
                source, options, topology,
                changed => Topologies.TryAdd((changed, provider, historyTable), new Lazy<ShardTopology>(topology))).Follow();
        }

        return topology;
    }

    private static ShardTopology Create(ShardingOptions options, string provider, (string Name, string? Schema) historyTable)
    {
        var dialect = DatabaseDialect.Of(provider);
        var nodes = options.Shards
            .Select((s, i) => new ShardNode(i, s.Name, s.Primary, s.Replicas, MaxConnections(options, s, dialect), options.Replicas.Time)
            {
                System = dialect.SystemName,
            })
            .ToArray();
        var indexes = nodes.ToDictionary(n => n.Name, n => n.Index, StringComparer.Ordinal);
        var names = nodes.Select(n => n.Name).ToArray();
        var groups = options.Groups.Select(g => Bind(g, names, indexes)).ToArray();
        ServerMetrics.Watch(() => ServerStates.Readings(nodes, options.Replicas), () => nodes.Select(n => (n.Name, n.OpenConnections)));
        return new ShardTopology(nodes, groups, indexes[options.UnshardedOn])
        {
            HistoryTable = historyTable,
            UnmarkedEntities = options.UnmarkedEntities,
            CrossShardCommit = CommitPolicy(options, provider),
            IsCommitChosen = options.CrossShardCommit is not null,
            CrossShardLockTimeout = options.CrossShardLockTimeout,
            Gather = options.Gather,
            GatherMode = options.GatherMode,
            KeysFirstFrom = options.KeysFirstFrom,
            GatherRows = options.GatherRows,
            GatherBytes = options.GatherBytes,
            Replicas = options.Replicas,
            Time = options.Time,
            MapRefreshInterval = options.MapRefreshInterval,
            MaxParallelShards = options.MaxParallelShards,
            Planned = options.Planned is { } planned ? Create(planned, provider, historyTable) : null,
        };
    }

    /// <summary>A pool that is smaller would be waited for, and pools know no order of the shards.</summary>
    private static int MaxConnections(ShardingOptions options, ShardDefinition shard, DatabaseDialect dialect)
        => shard.Replicas.Prepend(shard.Primary).Min(server => PoolSize.Of(server, dialect.DefaultPoolSize) is { } size
            ? Math.Min(size, options.MaxConnectionsPerShard)
            : options.MaxConnectionsPerShard);

    private static CrossShardCommit CommitPolicy(ShardingOptions options, string provider)
    {
        var canPrepare = DatabaseDialect.Of(provider).TwoPhase is not null && options.Shards.All(s => Encoding.UTF8.GetByteCount(s.Name) <= MaxNameBytes);
        return options.CrossShardCommit is CrossShardCommit.TwoPhase && !canPrepare ? throw ConfigurationErrors.CannotPrepare(provider, MaxNameBytes)
            : options.CrossShardCommit is CrossShardCommit.Atomic && DatabaseDialect.Of(provider).Attaching is null ? throw ConfigurationErrors.CannotAttach(provider)
            : options.CrossShardCommit ?? (canPrepare ? CrossShardCommit.TwoPhase : CrossShardCommit.Reject);
    }

    private static ShardGroup Bind(GroupDefinition group, IReadOnlyList<string> names, Dictionary<string, int> indexes)
    {
        var strategy = CreateStrategy(group, group.Shards ?? names);
        return new ShardGroup(group.Name, strategy, strategy.Shards.Select(s => indexes[s]).ToArray());
    }

    private static ShardStrategy CreateStrategy(GroupDefinition group, IReadOnlyList<string> shards)
        => group.Kind switch
        {
            GroupKind.Hash => new HashSlotStrategy(shards),
            GroupKind.Modulo => new ModuloStrategy(shards),
            GroupKind.ConsistentHash => new ConsistentHashStrategy(shards, group.VirtualNodes),
            _ => group.Given!,
        };
}
