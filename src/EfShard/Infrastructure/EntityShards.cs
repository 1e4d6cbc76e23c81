using EfShard.Model;
using EfShard.Strategies;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Infrastructure;

/// <summary>
///     Answers "which shard" for an entity or a shard key: an entity by its shard key, or, where only its principal knows the shard, by the
///     principal that it points to or that the context tracks.
/// </summary>
internal sealed class EntityShards(DbContext context, ShardTopology topology)
{
    private readonly ShardModel _model = ShardModel.Of(context.Model);

    /// <summary>The group and key that decide; no group for the unsharded shard.</summary>
    public (ShardGroup? Group, ShardKey Key) Of(object entity)
    {
        topology.Validate(_model);
        return Of(context.Entry(entity), depth: 0);
    }

    /// <summary>The group and key that decide; no group for the unsharded shard.</summary>
    public (ShardGroup? Group, ShardKey Key) Of(Type type, object?[] key)
    {
        var placement = ShardedPlacementOf(type);
        if (placement.Key.Count != key.Length)
        {
            throw new ShardKeyException(EntityShardErrors.WrongCount(placement.EntityType, placement.Key.Select(k => k.Property.Name).ToArray(), key.Length));
        }

        return (GroupOf(placement), KeyOf(placement, [.. placement.Key.Zip(key, (part, value) => ShardKey.From(part.ToStore(value)))]));
    }

    /// <summary>The group of a sharded entity.</summary>
    public ShardGroup GroupOf(Type type) => GroupOf(ShardedPlacementOf(type));

    private EntityPlacement ShardedPlacementOf(Type type)
    {
        topology.Validate(_model);
        var entityType = context.Model.FindEntityType(type) ?? throw new InvalidOperationException(EntityShardErrors.NoEntity(type, context.GetType()));
        var placement = _model.GetPlacement(entityType);
        return placement.Kind is TableKind.Sharded ? placement : throw new InvalidOperationException(EntityShardErrors.NotSharded(entityType));
    }

    private (ShardGroup? Group, ShardKey Key) Of(EntityEntry entry, int depth)
    {
        var placement = _model.GetPlacement(entry.Metadata);
        switch (placement.Kind)
        {
            case TableKind.Reference:
                throw new InvalidOperationException(EntityShardErrors.Reference(entry.Metadata));
            case TableKind.Unsharded:
                return (null, default);
        }

        if (!placement.InheritsShard)
        {
            return (GroupOf(placement), KeyOf(placement, [.. placement.Key.Select(k => ShardKey.From(k.ToStore(entry.Property(k.Property.Name).CurrentValue)))]));
        }

        // An entity can own or promise in a circle; nobody nests deeper than the model has types.
        foreach (var foreignKey in depth < context.Model.GetEntityTypes().Count() ? placement.ColocatedForeignKeys : [])
        {
            if (PrincipalOf(entry, foreignKey) is { } principal)
            {
                return Of(principal, depth + 1);
            }
        }

        throw new ShardKeyException(EntityShardErrors.UnknownPrincipal(
            entry.Metadata,
            placement.ColocatedForeignKeys.Select(f => f.PrincipalEntityType.DisplayName()).Distinct().ToArray()));
    }

    private EntityEntry? PrincipalOf(EntityEntry entry, IForeignKey foreignKey)
    {
        if (foreignKey.DependentToPrincipal is { } navigation && entry.Navigation(navigation.Name).CurrentValue is { } pointedTo)
        {
            return context.Entry(pointedTo);
        }

        var values = foreignKey.Properties.Select(p => entry.Property(p.Name).CurrentValue).ToArray();
        return values.Contains(null)
            ? null
            : context.ChangeTracker.Entries().FirstOrDefault(other =>
                foreignKey.PrincipalEntityType.IsAssignableFrom(other.Metadata)
                && foreignKey.PrincipalKey.Properties.Select((p, i) => p.GetKeyValueComparer().Equals(other.Property(p.Name).CurrentValue, values[i])).All(same => same));
    }

    private ShardGroup GroupOf(EntityPlacement placement)
        => topology.TryGetGroup(placement.Group!, out var group)
            ? group
            : throw ConfigurationErrors.UnknownGroup(placement.Group!, topology.Groups.Select(g => g.Name));

    private static ShardKey KeyOf(EntityPlacement placement, ReadOnlySpan<ShardKey> components)
    {
        var key = ShardKey.From(components);
        return key.Kind is ShardKeyKind.Null && !placement.AllowsNullKey
            ? throw new ShardKeyException(EntityShardErrors.NullKey(placement.EntityType))
            : key;
    }
}
