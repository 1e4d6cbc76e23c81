using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Makes the order of a SELECT one without ties, as <c>StableOrder</c> asks: behind its own ORDER BY come the columns that tell its rows apart. In:
///     a SELECT without hints. Out: the same with more orderings, also in the limited table that it starts from (Include with Take).
/// </summary>
internal static class StableOrdering
{
    public static SelectExpression Of(SelectExpression select, QueryDialect dialect)
    {
        var tables = select.Tables.ToList();
        if (tables is [SelectExpression derived, ..] && (derived.Limit ?? derived.Offset) is not null)
        {
            tables[0] = Of(derived, dialect);
        }

        var orderings = select.Orderings.ToList();
        if (!AggregateFinder.IsWholeTableAggregate(select, dialect))
        {
            foreach (var identifying in IdentifyingColumns(select, tables).Where(e => !orderings.Exists(o => AreSame(o.Expression, e))))
            {
                orderings.Add(new OrderingExpression(identifying, ascending: true));
            }
        }

        return select.Update(
            tables, select.Predicate, select.GroupBy, select.Having, select.Projection, orderings, select.Offset, select.Limit);
    }

    private static IEnumerable<SqlExpression> IdentifyingColumns(SelectExpression select, IEnumerable<TableExpressionBase> tables)
        => (select.IsDistinct ? select.Projection.Select(p => p.Expression)
            : select.GroupBy.Count > 0 ? select.GroupBy
            : tables.SelectMany(t => Columns(t is JoinExpressionBase join ? join.Table : t)))
            .Where(e => e is not (SqlConstantExpression or SqlParameterExpression));

    /// <summary>What tells a table's rows apart: its primary key, or all that a derived table returns where its keys are not among that.</summary>
    private static IEnumerable<SqlExpression> Columns(TableExpressionBase table)
    {
        switch (table)
        {
            case TableExpression { Table: { } named } known:
                IEnumerable<IColumnBase> columns = named is ITable { PrimaryKey: { } key } ? key.Columns : named.Columns;
                return columns.Select(c => new ColumnExpression(c.Name, known.Alias, c.ProviderClrType, c.PropertyMappings[0].TypeMapping, c.IsNullable));

            case SelectExpression derived:
                var inside = IdentifyingColumns(derived, derived.Tables)
                    .Select(e => derived.Projection.FirstOrDefault(p => AreSame(p.Expression, e)))
                    .ToList();
                return (inside.Contains(null) ? derived.Projection : inside.OfType<ProjectionExpression>()).Select(p => Column(p, derived.Alias!));

            case SetOperationBase operation:
                return operation.Source1.Projection.Select(p => Column(p, operation.Alias!));

            default:
                return [];
        }
    }

    private static ColumnExpression Column(ProjectionExpression projection, string alias)
        => new(projection.Alias, alias, projection.Type, projection.Expression.TypeMapping, nullable: true);

    private static bool AreSame(SqlExpression left, SqlExpression right)
        => left is ColumnExpression one && right is ColumnExpression other
            ? one.TableAlias == other.TableAlias && one.Name == other.Name
            : left.Equals(right);
}
