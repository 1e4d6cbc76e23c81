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
        var parts = use.Tables
            .GroupBy(t => t.Table)
            .Select((occurrences, i) => Ship(
                occurrences.First(), use.ColumnsOf(occurrences.Key, occurrences), filters.Over(occurrences, occurrences.First().Alias), i))
            .ToList();
        var replacements = use.Tables.Select(t => t.Table).Distinct().Zip(parts).ToDictionary(pair => pair.First, pair => pair.Second.Table);
        return new GatherPlan(parts, new TableReplacer(replacements).Visit(statement));
    }

    private ShippedPart Ship(TableExpression source, IReadOnlyList<ColumnExpression> columns, SqlExpression? filter, int number)
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
            Text = $"{table.SchemaQualifiedName} ({string.Join(", ", columns.Select(c => c.Name))})",
        };
    }

    private static ShippedColumn Describe(ITableBase table, ColumnExpression column)
        => table.FindColumn(column.Name) is { } known
            ? new ShippedColumn(column.Name, known.StoreType, ShardModel.GetCollation(known))
            : new ShippedColumn(column.Name, column.TypeMapping?.StoreType, null);
}
