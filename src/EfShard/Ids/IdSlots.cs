using EfShard.Model;
using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Ids;

/// <summary>
///     Comes in: an entity that is being added. Goes out: the slot of its shard key, from its own properties or from the row that it lives with. Asks no
///     change detection: it runs in the middle of it.
/// </summary>
internal sealed class IdSlots(ShardModel model, DbContext context)
{
    /// <summary>The slot that an id must carry; <see langword="null" /> if it need carry none.</summary>
    /// <exception cref="ShardKeyException">The shard key is not known yet.</exception>
    public int? Find(EntityEntry entry, IProperty id)
        => !model.CarriesSlot(entry.Metadata, id) ? null : Find(entry, depth: 0) ?? throw IdErrors.UnknownKey(entry.Metadata, id);

    private int? Find(EntityEntry entry, int depth)
    {
        var placement = model.GetPlacement(entry.Metadata);
        if (!placement.InheritsShard)
        {
            return placement.Key.Any(component => IsOpen(entry, placement, component.Property)) ? null
                : HashSlotStrategy.SlotOf(ShardKey.From([.. placement.Key.Select(component => ShardKey.From(component.ToStore(ValueOf(entry, component.Property))))]));
        }

        // Promises may form a circle; nobody lives with more principals than the model has types.
        foreach (var foreignKey in depth < context.Model.GetEntityTypes().Count() ? placement.ColocatedForeignKeys : [])
        {
            if (CarriedBy(entry, foreignKey) is { } carried)
            {
                return carried;
            }

            if (PrincipalOf(entry, foreignKey) is { } principal && Find(principal, depth + 1) is { } slot)
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>Whether a part of the shard key has no value yet: it waits for that of a principal, or is missing.</summary>
    private static bool IsOpen(EntityEntry entry, EntityPlacement placement, IProperty property)
        => ValueOf(entry, property) is var value
            && (value is null ? !placement.AllowsNullKey || PointsTo(entry, property) : value.Equals(property.Sentinel) && PointsTo(entry, property));

    private static bool PointsTo(EntityEntry entry, IProperty property)
        => property.GetContainingForeignKeys().Any(foreignKey => NavigationOf(entry, foreignKey) is not null);

    private int? CarriedBy(EntityEntry entry, IForeignKey foreignKey)
    {
        for (var i = 0; i < foreignKey.Properties.Count; i++)
        {
            if (model.CarriesSlot(foreignKey.PrincipalEntityType, foreignKey.PrincipalKey.Properties[i])
                && ValueOf(entry, foreignKey.Properties[i]) is long id
                && ShardedId.TryReadSlot(id, out var slot))
            {
                return slot;
            }
        }

        return null;
    }

    private EntityEntry? PrincipalOf(EntityEntry entry, IForeignKey foreignKey)
    {
        if (NavigationOf(entry, foreignKey) is { } pointedTo)
        {
            return context.Entry(pointedTo);
        }

        var values = foreignKey.Properties.Select(property => ValueOf(entry, property)).ToArray();
        return Array.TrueForAll(values, value => value is not null)
            && context.GetService<IUpdateAdapterFactory>().Create().TryGetEntry(foreignKey.PrincipalKey, values) is { } tracked
            && foreignKey.PrincipalEntityType.IsAssignableFrom(tracked.EntityType)
                ? tracked.ToEntityEntry()
                : null;
    }

    private static object? NavigationOf(EntityEntry entry, IForeignKey foreignKey)
        => foreignKey.DependentToPrincipal is { } navigation ? entry.Navigation(navigation.Name).CurrentValue : null;

    private static object? ValueOf(EntityEntry entry, IProperty property) => entry.Property(property.Name).CurrentValue;
}
