using System.Collections.Concurrent;
using EfShard.Strategies;
using EfShard.Topology;

namespace EfShard.Infrastructure;

/// <summary>
///     Options in, topology out; equal options for one provider get the same topology for the life of the process, because its limits and
///     its verified shards belong to the process and not to a context.
/// </summary>
internal static class TopologyFactory
{
    private static readonly ConcurrentDictionary<(ShardingOptions Options, string Provider), Lazy<ShardTopology>> Topologies = new();

    public static ShardTopology Get(ShardingOptions options, string provider)
        => Topologies.GetOrAdd((options, provider), static key => new Lazy<ShardTopology>(() => Create(key.Options))).Value;

    private static ShardTopology Create(ShardingOptions options)
    {
        var nodes = options.Shards
            .Select((s, i) => new ShardNode(i, s.Name, s.Primary, s.Replicas, options.MaxConnectionsPerShard))
            .ToArray();
        var indexes = nodes.ToDictionary(n => n.Name, n => n.Index, StringComparer.Ordinal);
        var names = nodes.Select(n => n.Name).ToArray();
        var groups = options.Groups.Select(g => Bind(g, names, indexes)).ToArray();
        return new ShardTopology(nodes, groups, indexes[options.UnshardedOn])
        {
            UnmarkedEntities = options.UnmarkedEntities,
            CrossShardCommit = options.CrossShardCommit,
            Gather = options.Gather,
            GatherMode = options.GatherMode,
            GatherRows = options.GatherRows,
            GatherBytes = options.GatherBytes,
            MaxParallelShards = options.MaxParallelShards,
        };
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
