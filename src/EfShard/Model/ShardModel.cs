using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>
///     What a model says about sharding, worked out once for each model. Built from the model's annotations only, so that it is the same for
///     the runtime model, the design-time model and a compiled model. Safe for use from several threads.
/// </summary>
internal sealed class ShardModel
{
    /// <summary>The name of the group of entities that name none.</summary>
    public const string DefaultGroup = "default";

    private const string RuntimeAnnotation = "EfShard:Model";

    private readonly ResolvedPlacements _entities;
    private readonly Lazy<IReadOnlyDictionary<ITableBase, TablePlacement>> _tables;
    private readonly Lazy<bool> _hasOptionalLinks;
    private readonly Lazy<Dictionary<IEntityType, IReadOnlyList<IProperty>>> _slots;
    private readonly HashSet<(string? Schema, string Name)> _functionsOfArguments;

    private ShardModel(IModel model)
    {
        _entities = PlacementResolver.Resolve(model);
        _tables = new Lazy<IReadOnlyDictionary<ITableBase, TablePlacement>>(() => TablePlacementBuilder.Build(_entities));
        _hasOptionalLinks = new Lazy<bool>(() => _tables.Value.Values.Any(table => table.Links.Any(link => link.IsOptional)));
        _slots = new Lazy<Dictionary<IEntityType, IReadOnlyList<IProperty>>>(() => FindSlots(model, _entities));
        _functionsOfArguments = model.GetDbFunctions().GroupBy(f => (f.Schema, f.Name)).Where(g => g.All(f => f[ShardingAnnotations.ReadsNoTables] is true)).Select(g => g.Key).ToHashSet();
        MakesIds = model.GetEntityTypes().Any(type => type.GetDeclaredProperties().Any(property => property.IsShardedId() && property.ClrType != typeof(Guid)));
        Groups = _entities.Placements.Values.Select(placement => placement.Group).OfType<string>().ToHashSet(StringComparer.Ordinal);
        AllowsNullKeys = _entities.Placements.Values.Any(placement => placement.AllowsNullKey);
        Unmarked = _entities.Unresolved.Where(pair => pair.Value is Unresolved.Unmarked).Select(pair => pair.Key).ToList();
    }

    /// <summary>Whether any entity says something about sharding.</summary>
    public bool IsSharded => _entities.IsSharded;

    /// <summary>The co-location groups that the model's entities are in.</summary>
    public IReadOnlyCollection<string> Groups { get; }

    /// <summary>Whether rows without a shard key may exist anywhere.</summary>
    public bool AllowsNullKeys { get; }

    /// <summary>Whether rows that are promised to live with another row may point to none.</summary>
    public bool HasOptionalLinks => _hasOptionalLinks.Value;

    /// <summary>Entities that say nothing and count as unsharded; whether that is allowed, the context's options say.</summary>
    public IReadOnlyList<IEntityType> Unmarked { get; }

    /// <summary>The sharding of a model that is finished.</summary>
    public static ShardModel Of(IModel model)
        => model.GetOrAddRuntimeAnnotationValue(RuntimeAnnotation, static model => new ShardModel(model!), model);

    /// <summary>Whether the shards' tables must not have the constraint, because a row may point to another shard.</summary>
    public static bool IsConstraintOmitted(IForeignKeyConstraint constraint)
        => constraint.MappedForeignKeys.Any(foreignKey => foreignKey.IsCrossShard());

    /// <summary>
    ///     The collation that the model gives to a column, or to the whole database; <see langword="null" /> if the database decides. The
    ///     runtime model has lost what <c>UseCollation</c> said, so it is read from annotations made when the model was finished.
    /// </summary>
    public static string? GetCollation(IColumnBase column)
        => column.PropertyMappings.Select(mapping => mapping.Property[ShardingAnnotations.Collation]).OfType<string>().FirstOrDefault()
            // Sqlite has no collation of a database, and EF Core ignores one there.
            ?? (StoreDialect.IsSqlite(column.Table.Model.Model) ? null : column.Table.Model.Model[ShardingAnnotations.DefaultCollation] as string);

    /// <summary>The placement of a table or view of this very model.</summary>
    /// <exception cref="InvalidOperationException">It is none: a function, a query, or a table of another model.</exception>
    public TablePlacement GetPlacement(ITableBase table)
        => TryGetPlacement(table, out var placement) ? placement : throw new InvalidOperationException(ShardModelErrors.UnknownTable(table));

    /// <summary>The placements of all tables and views.</summary>
    public IReadOnlyDictionary<ITableBase, TablePlacement> Tables => _tables.Value;

    /// <summary>The placement of a table or view; none for functions, queries and tables of another model.</summary>
    public bool TryGetPlacement(ITableBase table, [NotNullWhen(true)] out TablePlacement? placement)
        => _tables.Value.TryGetValue(table, out placement);

    /// <summary>The properties of an entity type whose values carry the slot of its rows' shard key.</summary>
    public IReadOnlyList<IProperty> SlotPropertiesOf(IEntityType entityType) => _slots.Value.GetValueOrDefault(entityType) ?? [];

    /// <summary>Whether an id that is made for an entity has to carry the slot of its shard key.</summary>
    public bool CarriesSlot(IEntityType entityType, IProperty property) => SlotPropertiesOf(entityType).Contains(property);

    /// <summary>The indexes that are unique over all shards.</summary>
    public IReadOnlyList<GlobalIndex> GlobalIndexes => _entities.GlobalIndexes;

    /// <summary>Those of an entity type and its base types.</summary>
    public IEnumerable<GlobalIndex> GlobalIndexesOf(IEntityType entityType) => GlobalIndexes.Count == 0 ? [] : _entities.GlobalIndexesOf(entityType);

    /// <summary>The placement of an entity type of this very model.</summary>
    public EntityPlacement GetPlacement(IEntityType entityType) => _entities[entityType];

    /// <summary>Whether any entity has ids that processes must register for.</summary>
    public bool MakesIds { get; }

    /// <summary>Whether the model says of a function that it reads no tables.</summary>
    public bool ReadsNoTables(string? schema, string name) => _functionsOfArguments.Contains((schema, name));

    /// <summary>The entity types with an id that has to carry a slot, and the group that the slot is of.</summary>
    public IEnumerable<(IEntityType EntityType, IProperty Property, string Group)> SlottedIds
        => from pair in _slots.Value
           from property in pair.Value
           where property.IsShardedId() && property.DeclaringType == pair.Key
           select (pair.Key, property, _entities[pair.Key].Group!);

    private static Dictionary<IEntityType, IReadOnlyList<IProperty>> FindSlots(IModel model, ResolvedPlacements entities)
        => (from type in model.GetEntityTypes()
            let properties = type.GetProperties().Where(property => entities.CarriesSlot(type, property)).ToList()
            where properties.Count > 0
            select (type, properties)).ToDictionary(pair => pair.type, pair => (IReadOnlyList<IProperty>)pair.properties);

    /// <summary>Whether a dependent is known to live with its principal: shown by the shard keys, promised, or inherited.</summary>
    public bool AreColocated(IForeignKey foreignKey) => _entities.AreColocated(foreignKey);
}
