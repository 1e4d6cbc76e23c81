using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>
///     Comes in: the placements of entity types. Goes out: the placement of each table and view, with shard keys and co-location told in
///     columns, as the planner needs them.
/// </summary>
internal static class TablePlacementBuilder
{
    public static IReadOnlyDictionary<ITableBase, TablePlacement> Build(ResolvedPlacements entities)
    {
        var relational = entities.Model.GetRelationalModel();
        return relational.Tables.Cast<ITableBase>().Concat(relational.Views)
            .Where(table => table.EntityTypeMappings.Any())
            .ToDictionary(table => table, table => Build(table, entities));
    }

    private static TablePlacement Build(ITableBase table, ResolvedPlacements entities)
    {
        var types = EntityTypesOf(table);
        var main = entities[types[0]];
        var sharded = main.Kind is TableKind.Sharded;
        return new TablePlacement
        {
            Table = table,
            Kind = main.Kind,
            Group = main.Group,
            KeyColumns = !sharded ? [] : types.Select(type => KeyColumns(table, entities[type])).FirstOrDefault(columns => columns.Count > 0) ?? [],
            SlotColumns = !sharded ? [] : types
                .SelectMany(type => type.GetProperties().Where(property => entities.CarriesSlot(type, property)))
                .Select(property => table.FindColumn(property)?.Name)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToList(),
            GlobalIndexes = types.SelectMany(entities.GlobalIndexesOf).Distinct()
                .Select(index => (Column: table.FindColumn(index.Property)?.Name, index))
                .Where(pair => pair.Column is not null)
                .ToDictionary(pair => pair.Column!, pair => pair.index, StringComparer.Ordinal),
            Links = !sharded ? [] : types
                .SelectMany(type => SameRow(table, type).Concat(ToPrincipals(table, type, entities)))
                .Distinct(LinkComparer.Instance)
                .ToList(),
            AllowsNullKey = main.AllowsNullKey,
        };
    }

    /// <summary>The entity types in the table; first the one that the others share the row of.</summary>
    private static List<IEntityType> EntityTypesOf(ITableBase table)
        => table.EntityTypeMappings
            .OrderByDescending(mapping => mapping.IsSharedTablePrincipal ?? true)
            .Select(mapping => (IEntityType)mapping.TypeBase)
            .ToList();

    private static List<ShardKeyColumn> KeyColumns(ITableBase table, EntityPlacement placement)
    {
        var columns = placement.Key.Select(component => table.FindColumn(component.Property)).ToList();
        return columns.Contains(null)
            ? []
            : columns.Zip(placement.Key, (column, component) => new ShardKeyColumn(column!.Name, component.Property, component.ToStore)).ToList();
    }

    /// <summary>
    ///     Rows with one primary key are parts of one entity: in the tables of a hierarchy (TPT), in the fragments of a split entity, and in
    ///     the same table joined to itself.
    /// </summary>
    private static IEnumerable<ColocatedLink> SameRow(ITableBase table, IEntityType type)
        => type.FindPrimaryKey() is not { } key || type.IsMappedToJson()
            ? []
            : TablesOf(type)
                .Where(other => other is IView == table is IView)
                .Select(other => Link(table, key.Properties, other, key.Properties))
                .OfType<ColocatedLink>();

    private static IEnumerable<ColocatedLink> ToPrincipals(ITableBase table, IEntityType type, ResolvedPlacements entities)
        => from foreignKey in type.GetForeignKeys()
           where !foreignKey.IsBaseLinking() && entities.AreColocated(foreignKey)
           from principal in foreignKey.PrincipalEntityType.GetDerivedTypesInclusive().SelectMany(TablesOf).Distinct()
           let link = Link(table, foreignKey.Properties, principal, foreignKey.PrincipalKey.Properties)
           where link is not null
           select link;

    private static ColocatedLink? Link(
        ITableBase table,
        IReadOnlyList<IProperty> dependent,
        ITableBase principal,
        IReadOnlyList<IProperty> principalKey)
    {
        var pairs = new (string, string)[dependent.Count];
        for (var i = 0; i < pairs.Length; i++)
        {
            if (table.FindColumn(dependent[i]) is not { } from || principal.FindColumn(principalKey[i]) is not { } to)
            {
                return null;
            }

            pairs[i] = (from.Name, to.Name);
        }

        return new ColocatedLink(principal, pairs, dependent.Any(property => table.FindColumn(property)!.IsNullable));
    }

    private static IEnumerable<ITableBase> TablesOf(IEntityType type)
        => type.GetTableMappings().Select(ITableBase (mapping) => mapping.Table)
            .Concat(type.GetViewMappings().Select(ITableBase (mapping) => mapping.View));

    private sealed class LinkComparer : IEqualityComparer<ColocatedLink>
    {
        public static readonly LinkComparer Instance = new();

        public bool Equals(ColocatedLink? x, ColocatedLink? y) => x!.Principal == y!.Principal && x.Columns.SequenceEqual(y.Columns);

        public int GetHashCode(ColocatedLink link) => HashCode.Combine(link.Principal, link.Columns.Count);
    }
}
