using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Has the first rows of a SELECT taken before they are joined: <c>a LEFT JOIN b ORDER BY a.x LIMIT 20</c> becomes <c>(a ORDER BY a.x LIMIT 20) LEFT JOIN b ORDER BY a.x</c>, so that of
///     <c>a</c> only first rows need to be shipped, and of <c>b</c> only what belongs to them. The same rows, where each row of <c>a</c> is kept and meets one row at most, and is chosen and
///     ordered by nothing else.
/// </summary>
internal static class LimitBelowJoins
{
    /// <summary>The SELECT with its limit in a derived table; the SELECT as it is where that would not be the same.</summary>
    public static SelectExpression Move(SelectExpression select, QueryDialect dialect)
    {
        if (select is not { Limit: not null, IsDistinct: false, GroupBy.Count: 0, Having: null, Tables: [TableExpression first, _, ..] }
            || !select.Tables.Skip(1).All(t => t is LeftJoinExpression && ToOneJoin.Is(t))
            || !IsOf(first, [select.Predicate, .. select.Orderings.Select(o => o.Expression)])
            || NestedExpressions.Of(select.Projection.Select(p => p.Expression)).Windows.Count > 0
            || AggregateFinder.IsWholeTableAggregate(select, dialect))
        {
            return select;
        }

        // No two tables of a statement have one alias: the derived table takes over that of the table, so that everything around it reads it as before.
        var inner = (TableExpression)first.WithAlias("__l_" + first.Alias);
        var rename = new ColumnReplacer(c => c.TableAlias == first.Alias ? new ColumnExpression(c.Name, inner.Alias, c.Type, c.TypeMapping, c.IsNullable) : null);
        var columns = UsedColumns.Of(select, first.Alias);
        var rows = dialect.CreateSelect([inner], [.. columns.Select(c => new ProjectionExpression(Renamed(c), c.Name))], select.Predicate is null ? null : Renamed(select.Predicate));
        var limited = rows.Update(
            rows.Tables, rows.Predicate, [], null, rows.Projection,
            [.. select.Orderings.Select(o => new OrderingExpression(Renamed(o.Expression), o.IsAscending))], select.Offset, select.Limit).WithAlias(first.Alias);
        return select.Update([limited, .. select.Tables.Skip(1)], null, [], null, select.Projection, select.Orderings, null, null);

        SqlExpression Renamed(SqlExpression expression) => (SqlExpression)rename.Visit(expression);
    }

    private static bool IsOf(TableExpression table, IReadOnlyList<SqlExpression?> expressions)
        => expressions.All(e => e is null || FreeAliases.Of(e).All(a => a == table.Alias)) && NestedExpressions.Of(expressions).Subqueries.Count == 0;

    private sealed class UsedColumns(string alias) : ExpressionVisitor
    {
        private readonly List<ColumnExpression> _columns = [];

        public static IReadOnlyList<ColumnExpression> Of(Expression statement, string alias)
        {
            var used = new UsedColumns(alias);
            used.Visit(statement);
            return used._columns;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is ColumnExpression column && column.TableAlias == alias && !_columns.Exists(c => c.Name == column.Name))
            {
                _columns.Add(column);
            }

            return base.VisitExtension(node);
        }
    }
}
