using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EfShard.Infrastructure;
using EfShard.Model;

namespace EfShard.Topology;

/// <summary>The shards and groups of one set of options. Immutable, shared by every context made from those options.</summary>
internal sealed class ShardTopology
{
    private readonly Dictionary<string, ShardNode> _byName;
    private readonly Dictionary<string, ShardGroup> _groups;
    private readonly ConditionalWeakTable<ShardModel, object> _validated = [];
    private ShardModel? _lastValidated;

    public ShardTopology(IReadOnlyList<ShardNode> shards, IEnumerable<ShardGroup> groups, int unshardedShard)
    {
        Shards = shards;
        UnshardedShard = unshardedShard;
        _byName = shards.ToDictionary(s => s.Name, StringComparer.Ordinal);
        _groups = groups.ToDictionary(g => g.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ShardNode> Shards { get; }

    public IReadOnlyCollection<ShardGroup> Groups => _groups.Values;

    /// <summary>The index of the shard that holds the unsharded tables.</summary>
    public int UnshardedShard { get; }

    public UnmarkedEntities UnmarkedEntities { get; init; }

    public CrossShardCommit CrossShardCommit { get; init; }

    public GatherMode Gather { get; init; }

    /// <summary>How many shards one query asks at the same time.</summary>
    public int MaxParallelShards { get; init; } = 16;

    /// <summary>
    ///     Checks that a model fits these shards, once for each model: EF caches models by context type, whatever the options, so a model may
    ///     name groups that these options do not define.
    /// </summary>
    /// <exception cref="ShardingConfigurationException">An entity is in a group that is not defined.</exception>
    /// <exception cref="ShardingModelException">An entity does not say where its rows live, and the options refuse that.</exception>
    public void Validate(ShardModel model)
    {
        if (!ReferenceEquals(_lastValidated, model) && !_validated.TryGetValue(model, out _))
        {
            if (model.Groups.Order(StringComparer.Ordinal).FirstOrDefault(g => !_groups.ContainsKey(g)) is { } unknown)
            {
                throw ConfigurationErrors.UnknownGroup(unknown, _groups.Keys);
            }

            if (UnmarkedEntities is UnmarkedEntities.Refuse && model.Unmarked.Count > 0)
            {
                throw ShardModelErrors.Unmarked(model.Unmarked);
            }

            _validated.AddOrUpdate(model, model);
        }

        _lastValidated = model;
    }

    public bool TryGetShard(string name, [NotNullWhen(true)] out ShardNode? shard) => _byName.TryGetValue(name, out shard);

    public bool TryGetGroup(string name, [NotNullWhen(true)] out ShardGroup? group) => _groups.TryGetValue(name, out group);
}
