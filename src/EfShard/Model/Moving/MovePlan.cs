using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Moving;

/// <summary>
///     Comes in: the table in which a changed shard key stands. Goes out: the tables whose rows move with a row of it, principals first, found over the
///     foreign keys that the database itself has. What the model has promised and no constraint guards can't be moved.
/// </summary>
internal sealed class MovePlan
{
    private static readonly ConditionalWeakTable<ITable, MovePlan> Plans = [];

    private MovePlan(IReadOnlyList<MovedTable> tables, string? refusal) => (Tables, Refusal) = (tables, refusal);

    /// <summary>The tables; the first has the row itself.</summary>
    public IReadOnlyList<MovedTable> Tables { get; }

    /// <summary>Why the rows can't move; <see langword="null" /> if they can.</summary>
    public string? Refusal { get; }

    /// <summary>The plan of an entity whose shard key stands in a table.</summary>
    public static MovePlan Of(IEntityType type, ITable root, ShardModel model) => Plans.GetValue(root, table => Make(type, table, model));

    private static MovePlan Make(IEntityType type, ITable root, ShardModel model)
    {
        var found = new List<ITable> { root };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(Constraints(found[i]).Select(constraint => (ITable)constraint.Table).Distinct().Where(table => !found.Contains(table)).ToList());
        }

        var ordered = new List<MovedTable>();
        for (var moved = true; moved;)
        {
            var next = found
                .Where(table => ordered.TrueForAll(done => done.Table != table))
                .Where(table => found.TrueForAll(principal =>
                    IsTree(principal, table, root) || !Constraints(principal).Any(c => c.Table == table) || ordered.Exists(done => done.Table == principal)))
                .ToList();
            ordered.AddRange(next.ConvertAll(table => new MovedTable(table, Links(table, ordered), OwnLinks(table))));
            moved = next.Count > 0;
        }

        return new MovePlan(ordered, WhyNot(type, root, model, found, ordered));
    }

    /// <summary>Whether a table's rows follow rows of the same table, and none of these moves by itself.</summary>
    private static bool IsTree(ITable principal, ITable table, ITable root) => principal == table && table != root && table.PrimaryKey is not null;

    private static string? WhyNot(IEntityType type, ITable root, ShardModel model, List<ITable> found, List<MovedTable> ordered)
    {
        if (found.Find(table => ordered.TrueForAll(done => done.Table != table) || !MayFollow(table, root, model)) is { } stuck)
        {
            return MoveModelErrors.CannotFollow(type, stuck);
        }

        var types = root.EntityTypeMappings.Select(mapping => (IEntityType)mapping.TypeBase).SelectMany(t => t.GetDerivedTypesInclusive()).Distinct();
        if (types.SelectMany(t => t.GetTableMappings()).FirstOrDefault(mapping => !IsOther(mapping, type) && !found.Contains((ITable)mapping.Table)) is { } part)
        {
            return MoveModelErrors.InParts(type, part.Table);
        }

        var unbound = model.Tables.Values.FirstOrDefault(placement => placement.Table is ITable table && placement.Links.Any(link => IsUnbound(table, link, found)));
        return unbound is null ? null : MoveModelErrors.NoConstraint(type, unbound.Table);
    }

    private static bool MayFollow(ITable table, ITable root, ShardModel model)
        => model.GetPlacement(table) is { Kind: TableKind.Sharded, SlotColumns.Count: 0 } placement && (table == root || placement.KeyColumns.Count == 0);

    /// <summary>Hierarchies of one table a type (TPC) have a table for each; a row is in one of them.</summary>
    private static bool IsOther(ITableMappingBase mapping, IEntityType type)
        => type.GetRootType().GetMappingStrategy() == RelationalAnnotationNames.TpcMappingStrategy && mapping.TypeBase != type;

    /// <summary>Whether rows of a table are promised to live with moving rows and no constraint says so.</summary>
    private static bool IsUnbound(ITable table, ColocatedLink link, List<ITable> found)
        => link.Principal is ITable principal
            && found.Contains(principal)
            && !table.ForeignKeyConstraints.Any(constraint => !ShardModel.IsConstraintOmitted(constraint) && found.Contains(constraint.PrincipalTable) && IsOver(constraint, link))
            && !(found.Contains(table) && IsSameRow(table, principal, link));

    // The promise leads to each table that a principal is in, the constraint to the first.
    private static bool IsOver(IForeignKeyConstraint constraint, ColocatedLink link)
        => constraint.Columns.Count == link.Columns.Count && constraint.Columns.All(column => link.Columns.Any(pair => pair.Dependent == column.Name));

    private static bool IsSameRow(ITable table, ITable principal, ColocatedLink link)
        => table.PrimaryKey is { } own
            && principal.PrimaryKey is { } other
            && link.Columns.All(pair => own.Columns.Any(c => c.Name == pair.Dependent) && other.Columns.Any(c => c.Name == pair.Principal));

    private static List<MovedLink> Links(ITable table, List<MovedTable> principals)
        => (from principal in principals
            from constraint in Constraints(principal.Table)
            where constraint.Table == table
            select new MovedLink(principal, Pairs(constraint))).ToList();

    private static List<List<(string Dependent, string Principal)>> OwnLinks(ITable table)
        => Constraints(table).Where(constraint => constraint.Table == table).Select(Pairs).ToList();

    private static List<(string Dependent, string Principal)> Pairs(IForeignKeyConstraint constraint)
        => constraint.Columns.Select((column, i) => (column.Name, constraint.PrincipalColumns[i].Name)).ToList();

    private static IEnumerable<IForeignKeyConstraint> Constraints(ITable principal)
        => principal.ReferencingForeignKeyConstraints.Where(constraint => !ShardModel.IsConstraintOmitted(constraint));
}
