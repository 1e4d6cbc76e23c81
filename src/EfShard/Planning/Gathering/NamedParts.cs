using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Adds the tables that SQL of the application reads to the parts of a gather: whole, and to be renamed to their own names once all rows are there, by which the SQL then finds the
///     copies. Not before: what copies rows that are there already must find the real tables.
/// </summary>
internal static class NamedParts
{
    private const string Alias = "__named";

    public static IReadOnlyList<ShippedPart> Add(
        IEnumerable<ShippedPart> parts, IReadOnlyList<ITableBase> named, string name, ShardModel model, QueryDialect dialect)
        =>
        [
            .. parts.Select(part => part.Copied()),
            .. named.Select((table, i) => Of(table, model.GetPlacement(table), new TemporaryTable($"{name}_n{i}", dialect.TemporarySchema, table.Model), dialect)),
        ];

    /// <summary>The same part with all columns that the table has, in its own order; those of the model keep the type and collation that it gives them.</summary>
    public static ShippedPart WithColumns(ShippedPart part, IReadOnlyList<ShippedColumn> columns)
    {
        var known = part.Statement.Projection.ToDictionary(p => p.Alias, StringComparer.Ordinal);
        return part.With(
            PartStatement.Select(part.Statement, [.. columns.Select(c => known.GetValueOrDefault(c.Name) ?? Unknown(c.Name))]),
            [.. columns.Select(c => part.Columns.FirstOrDefault(k => k.Name == c.Name) ?? c)]);

        ProjectionExpression Unknown(string name) => new(new ColumnExpression(name, Alias, typeof(object), typeMapping: null, nullable: true), name);
    }

    private static ShippedPart Of(ITableBase table, TablePlacement placement, TemporaryTable copy, QueryDialect dialect)
    {
        var columns = table.Columns.ToList();
        var projection = columns
            .Select(c => new ProjectionExpression(new ColumnExpression(c.Name, Alias, c.ProviderClrType, c.StoreTypeMapping, c.IsNullable), c.Name))
            .ToList();
        return new ShippedPart
        {
            Table = copy,
            NameInSql = table.Name,
            Statement = dialect.CreateSelect([new TableExpression(Alias, table)], projection, predicate: null),
            Columns = [.. columns.Select(c => new ShippedColumn(c.Name, c.StoreType, ShardModel.GetCollation(c)))],
            Source = placement.Kind,
            Conditions = placement.Kind is TableKind.Sharded ? [new TableCondition(table.Name, placement, KeyCondition.Any.Instance)] : [],
            Aliases = new HashSet<string>(StringComparer.Ordinal) { Alias },
            Name = table.SchemaQualifiedName,
            Text = $"{table.SchemaQualifiedName} ({string.Join(", ", columns.Select(c => c.Name))})",
            Traits = ["for raw SQL"],
            IsCopied = true,
        };
    }
}
