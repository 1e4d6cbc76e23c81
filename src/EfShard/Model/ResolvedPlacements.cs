using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>The placements of all entity types of a model, and what they say about its foreign keys.</summary>
internal sealed class ResolvedPlacements(
    IModel model,
    IReadOnlyDictionary<IEntityType, EntityPlacement> placements,
    IReadOnlyDictionary<IEntityType, Unresolved> unresolved)
{
    public IModel Model { get; } = model;

    public IReadOnlyDictionary<IEntityType, EntityPlacement> Placements { get; } = placements;

    /// <summary>Entity types that count as unsharded because nothing better is known.</summary>
    public IReadOnlyDictionary<IEntityType, Unresolved> Unresolved { get; } = unresolved;

    /// <summary>The indexes that are unique over all shards.</summary>
    public IReadOnlyList<GlobalIndex> GlobalIndexes { get; } =
    [
        .. from entries in model.GetEntityTypes()
           let names = entries[ShardingAnnotations.GlobalIndexOf] as string[]
           where names is not null
           let type = model.FindEntityType(names[0])!
           select new GlobalIndex(type, type.FindProperty(names[1])!, entries),
    ];

    /// <summary>Those of an entity type and its base types.</summary>
    public IEnumerable<GlobalIndex> GlobalIndexesOf(IEntityType type) => GlobalIndexes.Where(index => index.EntityType.IsAssignableFrom(type));

    /// <summary>Whether anything in the model says something about sharding.</summary>
    public bool IsSharded { get; } = model.GetEntityTypes().Any(type => type.GetDeclaredKind() is not null);

    public EntityPlacement this[IEntityType type] => Placements[type];

    /// <summary>Why the hierarchy of an entity type counts as unsharded although nobody said so; <see langword="null" /> if somebody did.</summary>
    public Unresolved? WhyUnresolved(IEntityType type) => Unresolved.TryGetValue(type.GetRootType(), out var why) ? why : null;

    /// <summary>Whether the rows of an entity type live in no table: it is mapped to a function or a query.</summary>
    public bool IsUnmapped(IEntityType type) => WhyUnresolved(type) is EfShard.Model.Unresolved.Unmapped;

    /// <summary>Whether a dependent is known to live with its principal: shown by the shard keys, promised, or inherited.</summary>
    public bool AreColocated(IForeignKey foreignKey) => IsInherited(foreignKey) || ContainsShardKey(foreignKey);

    /// <summary>Whether equal values of the foreign key mean equal shard keys.</summary>
    public bool ContainsShardKey(IForeignKey foreignKey)
    {
        var dependent = this[foreignKey.DeclaringEntityType];
        var principal = this[foreignKey.PrincipalEntityType];
        return dependent.Kind is TableKind.Sharded
            && principal.Kind is TableKind.Sharded
            && dependent.Group == principal.Group
            && dependent.Key.Count > 0
            && dependent.Key.Count == principal.Key.Count
            && dependent.Key.Zip(principal.Key).All(pair => HasPair(foreignKey, pair.First.Property, pair.Second.Property));
    }

    /// <summary>Whether rows that are equal in these properties are on one shard for certain, so that it can tell whether they are unique.</summary>
    public bool DetermineShard(IEntityType type, IReadOnlyList<IProperty> properties)
    {
        var placement = this[type];
        return placement.Kind is not TableKind.Sharded
            || (placement.Key.Count > 0 && placement.Key.All(component => properties.Contains(component.Property)))
            || type.GetForeignKeys().Any(fk => !fk.IsBaseLinking() && AreColocated(fk) && fk.Properties.All(properties.Contains));
    }

    /// <summary>
    ///     Whether a property's values carry the slot of the row's shard key: an id made by <c>HasShardedId()</c> beside the shard key, or a foreign key to one
    ///     that the row lives with.
    /// </summary>
    public bool CarriesSlot(IEntityType type, IProperty property) => CarriesSlot(type, property, depth: 0);

    private bool CarriesSlot(IEntityType type, IProperty property, int depth)
    {
        var placement = this[type];
        if (placement.Kind is not TableKind.Sharded || placement.Key.Any(component => component.Property == property))
        {
            return false;
        }

        // Foreign keys may form a circle; nobody lives with more principals than the model has types.
        return (property.IsShardedId() && Bare(property.ClrType) == typeof(long))
            || (depth < Placements.Count && type.GetForeignKeys().Any(fk => !fk.IsBaseLinking() && AreColocated(fk)
                && Enumerable.Range(0, fk.Properties.Count).Any(i => fk.Properties[i] == property
                    && fk.PrincipalKey.Properties[i] != property
                    && CarriesSlot(fk.PrincipalEntityType, fk.PrincipalKey.Properties[i], depth + 1))));
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private bool IsInherited(IForeignKey foreignKey)
        => this[foreignKey.DeclaringEntityType] is { Kind: TableKind.Sharded } dependent && dependent.ColocatedForeignKeys.Contains(foreignKey);

    private static bool HasPair(IForeignKey foreignKey, IProperty dependent, IProperty principal)
        => Enumerable.Range(0, foreignKey.Properties.Count)
            .Any(i => foreignKey.Properties[i] == dependent && foreignKey.PrincipalKey.Properties[i] == principal);
}
