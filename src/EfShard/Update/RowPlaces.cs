using EfShard.Execution;
using EfShard.Model;
using EfShard.Strategies;
using EfShard.Update.Moving;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     Comes in: the commands of one save. Goes out: where the row of each belongs, by the values of its entries or of the tracked principal
///     that it lives with. Refuses what would lose a row or mix rows up. Next: <see cref="PlaceLocator" />.
/// </summary>
internal sealed class RowPlaces(ShardModel model, IUpdateAdapter adapter, ShardPin pin)
{
    // Entities that live with a principal, and those being looked up: promises may form a circle.
    private Dictionary<IUpdateEntry, RowRoute?>? _inherited;

    /// <summary>Where the rows of commands belong, followed by where those were that may move; and which these are.</summary>
    public (RowPlace[] Places, (IReadOnlyModificationCommand Command, IUpdateEntry Mover)[] Moving) Of(IReadOnlyList<IReadOnlyModificationCommand> commands)
    {
        // One array of the right size: a thousand places in a list that grows would be large objects time and again.
        var places = new RowPlace[commands.Count];
        List<RowPlace>? former = null;
        List<(IReadOnlyModificationCommand Command, IUpdateEntry Mover)>? moving = null;
        for (var i = 0; i < places.Length; i++)
        {
            var route = Of(commands[i]);
            places[i] = route.Place;
            if (route.Mover is { } mover)
            {
                (former ??= []).Add(route.Former);
                (moving ??= []).Add((commands[i], mover));
            }
        }

        return former is null || moving is null ? (places, []) : ([.. places, .. former], [.. moving]);
    }

    /// <summary>Where a command's row belongs.</summary>
    /// <exception cref="ShardKeyException">The shard key is missing or has been changed, or the entity that knows it is not tracked.</exception>
    /// <exception cref="InvalidOperationException">Entities that share a row, or promise to live together, have different shard keys.</exception>
    public RowRoute Of(IReadOnlyModificationCommand command)
    {
        var route = OfSaved(command.Entries[0]);
        for (var i = 1; i < command.Entries.Count; i++)
        {
            var other = OfSaved(command.Entries[i]);
            if (other.Place != route.Place || other.Former != route.Former)
            {
                throw new InvalidOperationException(UpdateErrors.SharedRow(command.Entries[0].EntityType, command.Entries[i].EntityType));
            }
        }

        return route;
    }

    private RowRoute OfSaved(IUpdateEntry entry)
    {
        var placement = model.GetPlacement(entry.EntityType);
        if (placement.Kind is not TableKind.Sharded)
        {
            return RowRoute.At(new RowPlace(placement.Kind, null, default));
        }

        var route = Find(entry, placement) ?? RowRoute.At(Unknown(entry, placement));
        var place = route.Place;
        if (entry.EntityState is EntityState.Modified && !placement.InheritsShard && KeyOf(entry, placement, original: false) != place.Key)
        {
            throw new ShardKeyException(UpdateErrors.ChangedKey(placement));
        }

        // An entity deleted and added again with the same primary key is an update of its row.
        if (entry is { EntityState: EntityState.Added, SharedIdentityEntry: { } replaced })
        {
            var replacedPlacement = model.GetPlacement(replaced.EntityType);
            if ((Find(replaced, replacedPlacement)?.Place ?? Unknown(replaced, replacedPlacement)) != place)
            {
                throw new ShardKeyException(UpdateErrors.ChangedKey(placement));
            }
        }

        if (place != RowPlace.OnPinnedShard)
        {
            CheckSlots(entry, place);
        }

        if (entry.EntityState is not EntityState.Deleted)
        {
            CheckPromises(entry, placement, place);
        }

        return route;
    }

    /// <summary>
    ///     Where an entity's row is, or is to be inserted, and where it goes; <see langword="null" /> if that is for a principal to say that is not tracked.
    /// </summary>
    private RowRoute? Find(IUpdateEntry entry, EntityPlacement placement)
    {
        if (!placement.InheritsShard)
        {
            var former = new RowPlace(TableKind.Sharded, placement.Group, KeyOf(entry, placement, original: entry.EntityState is not EntityState.Added)) { KeyOf = placement };
            return placement.AllowsKeyChange && entry.EntityState is EntityState.Modified && KeyOf(entry, placement, original: false) is var key && key != former.Key && IsWritten(entry, placement)
                ? new RowRoute(former with { Key = key }, former, entry)
                : RowRoute.At(former);
        }

        _inherited ??= [];
        if (_inherited.TryGetValue(entry, out var known))
        {
            return known;
        }

        _inherited.Add(entry, null);
        foreach (var foreignKey in placement.ColocatedForeignKeys)
        {
            if (FindPrincipal(entry, foreignKey) is { } principal && Find(principal, model.GetPlacement(principal.EntityType)) is { } route)
            {
                return _inherited[entry] = route;
            }
        }

        return null;
    }

    /// <summary>Whether a key that differs is going to be saved: the application may have said of a property that it is not modified.</summary>
    private static bool IsWritten(IUpdateEntry entry, EntityPlacement placement)
        => placement.Key.All(component => entry.IsModified(component.Property)
            || ComponentOf(entry, placement, component, original: true) == ComponentOf(entry, placement, component, original: false));

    private RowPlace Unknown(IUpdateEntry entry, EntityPlacement placement)
    {
        if (pin.Shard is not null)
        {
            return RowPlace.OnPinnedShard;
        }

        var hasPrincipal = placement.ColocatedForeignKeys.Any(fk => Array.TrueForAll(ValuesOf(entry, fk), value => value is not null));
        return !hasPrincipal && placement.AllowsNullKey
            ? new RowPlace(TableKind.Sharded, placement.Group, default) { KeyOf = placement }
            : throw new ShardKeyException(hasPrincipal ? UpdateErrors.UntrackedPrincipal(placement) : UpdateErrors.NoPrincipal(placement));
    }

    /// <summary>A row is looked for where its ids say: they must carry the slot of its shard key.</summary>
    private void CheckSlots(IUpdateEntry entry, RowPlace place)
    {
        foreach (var property in model.SlotPropertiesOf(entry.EntityType))
        {
            if (ValueOf(entry, property, original: entry.EntityState is EntityState.Deleted) is long id
                && ShardedId.TryReadSlot(id, out var slot)
                && slot != HashSlotStrategy.SlotOf(place.Key))
            {
                throw new ShardKeyException(UpdateErrors.OtherSlot(entry.EntityType, property));
            }
        }
    }

    /// <summary>The application promised that the entity lives with these principals; where they are tracked, the promise can be checked.</summary>
    private void CheckPromises(IUpdateEntry entry, EntityPlacement placement, RowPlace place)
    {
        foreach (var foreignKey in placement.ColocatedForeignKeys)
        {
            if (adapter.FindPrincipal(entry, foreignKey) is { } principal
                && model.GetPlacement(principal.EntityType) is { Kind: TableKind.Sharded } principalPlacement
                && Find(principal, principalPlacement) is { } expected
                && expected.Place != place
                && place != RowPlace.OnPinnedShard)
            {
                throw placement.InheritsShard && entry.EntityState is EntityState.Modified
                    ? new ShardKeyException(UpdateErrors.ChangedPrincipal(foreignKey))
                    : new InvalidOperationException(UpdateErrors.BrokenPromise(foreignKey));
            }
        }
    }

    private IUpdateEntry? FindPrincipal(IUpdateEntry entry, IForeignKey foreignKey)
    {
        if (model.GetPlacement(foreignKey.PrincipalEntityType).Kind is not TableKind.Sharded)
        {
            return null;
        }

        if (entry.EntityState is EntityState.Added)
        {
            return adapter.FindPrincipal(entry, foreignKey);
        }

        // A row lies where its principal was when it was read, whatever the entity points to now.
        var values = ValuesOf(entry, foreignKey);
        return Array.TrueForAll(values, value => value is not null)
            && adapter.TryGetEntry(foreignKey.PrincipalKey, values) is { } principal
            && foreignKey.PrincipalEntityType.IsAssignableFrom(principal.EntityType)
                ? principal
                : null;
    }

    private static object?[] ValuesOf(IUpdateEntry entry, IForeignKey foreignKey)
        => foreignKey.Properties.Select(property => ValueOf(entry, property, original: entry.EntityState is not EntityState.Added)).ToArray();

    private static ShardKey KeyOf(IUpdateEntry entry, EntityPlacement placement, bool original)
    {
        if (placement.Key.Count == 1)
        {
            return ComponentOf(entry, placement, placement.Key[0], original);
        }

        var components = new ShardKey[placement.Key.Count];
        for (var i = 0; i < components.Length; i++)
        {
            components[i] = ComponentOf(entry, placement, placement.Key[i], original);
        }

        return ShardKey.From(components);
    }

    private static ShardKey ComponentOf(IUpdateEntry entry, EntityPlacement placement, ShardKeyProperty component, bool original)
    {
        if (!original && entry.HasTemporaryValue(component.Property))
        {
            throw new ShardKeyException(UpdateErrors.TemporaryKey(entry.EntityType, component.Property));
        }

        var key = ShardKey.From(component.ToStore(ValueOf(entry, component.Property, original)));
        return key.Kind is ShardKeyKind.Null && !placement.AllowsNullKey
            ? throw new ShardKeyException(UpdateErrors.MissingKey(entry.EntityType, component.Property))
            : key;
    }

    private static object? ValueOf(IUpdateEntry entry, IProperty property, bool original)
    {
        if (!original)
        {
            return entry.GetCurrentValue(property);
        }

        if (entry.CanHaveOriginalValue(property))
        {
            return entry.GetOriginalValue(property);
        }

        // Entities that announce their changes keep no original values: all that is known is that there was another one.
        return entry.EntityState is EntityState.Modified && entry.IsModified(property)
            ? throw new ShardKeyException(UpdateErrors.ChangedProperty(entry.EntityType, property))
            : entry.GetCurrentValue(property);
    }
}
