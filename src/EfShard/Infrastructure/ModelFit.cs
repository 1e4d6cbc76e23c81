using EfShard.Model;
using EfShard.Topology;

namespace EfShard.Infrastructure;

/// <summary>Checks that a model fits the shards and groups of one set of options.</summary>
internal static class ModelFit
{
    /// <summary>
    ///     Checks a model, once for each topology: EF caches models by context type, whatever the options, so a model may name groups that
    ///     these options do not define.
    /// </summary>
    /// <exception cref="ShardingConfigurationException">An entity is in a group that is not defined.</exception>
    /// <exception cref="ShardingModelException">An entity does not say where its rows live, and the options refuse that.</exception>
    public static void Validate(this ShardTopology topology, ShardModel model)
    {
        if (!topology.IsFitting(model))
        {
            Check(topology, model);
            topology.KeepFitting(model);
        }
    }

    private static void Check(ShardTopology topology, ShardModel model)
    {
        if (model.Groups.Order(StringComparer.Ordinal).FirstOrDefault(g => !topology.TryGetGroup(g, out _)) is { } unknown)
        {
            throw ConfigurationErrors.UnknownGroup(unknown, topology.Groups.Select(g => g.Name));
        }

        foreach (var (type, id, name) in model.SlottedIds)
        {
            if (topology.TryGetGroup(name, out var group) && !group.LocatesSlots)
            {
                throw ConfigurationErrors.SlotsTellNothing(type.DisplayName(), id.Name, name);
            }
        }

        if (model.GlobalIndexes is [var index, ..] && topology.Shards.Count > 1 && topology.CrossShardCommit is CrossShardCommit.Reject or CrossShardCommit.BestEffort)
        {
            throw ConfigurationErrors.IndexWithoutAtomicCommit(index.EntityType.DisplayName(), index.Property.Name, topology.CrossShardCommit);
        }

        // On an only shard, all rows are where they must be, marked or not: any EF Core model fits it.
        if (topology.UnmarkedEntities is UnmarkedEntities.Refuse && model.Unmarked.Count > 0 && topology.Shards.Count > 1)
        {
            throw ShardModelErrors.Unmarked(model.Unmarked);
        }
    }
}
