using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Plans the gather of a statement, which is right whatever the statement is: each table that it reads is shipped, as far as it is needed,
///     and the statement runs over the copies. In: the statement and its analysis. Out: a <see cref="GatherPlan" />. docs/gather.md has the cases.
/// </summary>
internal sealed class GatherPlanner(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    private readonly string _name = GatherPlan.NextName();

    public GatherPlan Plan(Expression statement)
    {
        var use = TableUse.Of(statement);
        var filters = TableFilters.Of(statement, dialect);
        var occurrences = use.Tables.ToLookup(t => t.Table);
        var order = KeySources.Order(statement, occurrences, table => Narrowness(table, filters, occurrences[table]));
        var parts = order
            .Select((table, i) => Ship(
                occurrences[table.Table].First(),
                use.ColumnsOf(table.Table, occurrences[table.Table]),
                filters.Over(occurrences[table.Table], occurrences[table.Table].First().Alias),
                use.ComparedColumnsOf(occurrences[table.Table]),
                table.Keys is { } keys ? new KeySource(Place(keys.From.Table), keys.From.Name, keys.Column) : null,
                i))
            .ToList();
        var replacements = order.Zip(parts).ToDictionary(pair => pair.First.Table, pair => pair.Second.Table);
        return new GatherPlan(parts, new TableReplacer(replacements).Visit(statement));

        int Place(ITableBase table) => order.TakeWhile(o => o.Table != table).Count();
    }

    /// <summary>Known keys first, then filtered tables, then whole ones; what may be large and is shipped whole comes last.</summary>
    private int Narrowness(ITableBase table, TableFilters filters, IEnumerable<TableExpression> occurrences)
        => model.GetPlacement(table).Kind is not TableKind.Sharded ? 0
            : TableConditions.Of(table, analysis) is { Count: > 0 } conditions && conditions.All(c => c.Condition is not KeyCondition.Any) ? 3
            : filters.Over(occurrences, "") is not null ? 2
            : 1;

    private ShippedPart Ship(TableExpression source, IReadOnlyList<ColumnExpression> columns, SqlExpression? filter, IReadOnlyList<string> compared, KeySource? keys, int number)
    {
        var (table, alias) = (source.Table, source.Alias);
        var placement = model.GetPlacement(table);
        var projection = columns
            .Select(c => new ProjectionExpression(new ColumnExpression(c.Name, alias, c.Type, c.TypeMapping, c.IsNullable), c.Name))
            .ToList();
        return new ShippedPart
        {
            Table = new TemporaryTable($"{_name}_{number}", dialect.TemporarySchema, table.Model),
            Statement = dialect.CreateSelect([source], projection, filter),
            Columns = [.. columns.Select(c => Describe(table, c))],
            Source = placement.Kind,
            Conditions = TableConditions.Of(table, analysis),
            HasParameters = ParameterUse.In(filter),
            IsFiltered = filter is not null,
            Keys = keys,
            ComparedColumns = compared,
            Name = table.SchemaQualifiedName,
            Text = $"{table.SchemaQualifiedName} ({string.Join(", ", columns.Select(c => c.Name))})",
        };
    }

    private static ShippedColumn Describe(ITableBase table, ColumnExpression column)
        => table.FindColumn(column.Name) is { } known
            ? new ShippedColumn(column.Name, known.StoreType, ShardModel.GetCollation(known))
            : new ShippedColumn(column.Name, column.TypeMapping?.StoreType, null);
}
