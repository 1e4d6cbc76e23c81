using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Collects what holds for every row that a SELECT lets through: its WHERE, the conditions of its inner joins, those of outer joins whose
///     unmatched rows the WHERE rejects anyway, and what the derived tables in its FROM let through in turn.
/// </summary>
internal sealed class FactCollector(QueryDialect dialect)
{
    /// <summary>Collects the facts of a SELECT into a scope.</summary>
    /// <param name="select">The SELECT.</param>
    /// <param name="scope">Receives the facts.</param>
    /// <param name="hidden">A derived table whose inside shall stay unknown: facts about its output say nothing of the rows that it read.</param>
    public void Collect(SelectExpression select, FactScope scope, SelectExpression? hidden = null)
    {
        scope.Assume(select.Predicate);
        if (select.Tables.Any(t => t is RightJoinExpression))
        {
            // Every table to its left may be missing from a row: only the WHERE holds for all rows.
            return;
        }

        var optional = new List<PredicateJoinExpressionBase>();
        foreach (var table in select.Tables)
        {
            switch (table)
            {
                case InnerJoinExpression inner:
                    scope.Assume(inner.JoinPredicate);
                    Export(inner.Table, scope, hidden);
                    break;
                case CrossJoinExpression or CrossApplyExpression:
                    Export(((JoinExpressionBase)table).Table, scope, hidden);
                    break;
                case LeftJoinExpression left:
                    optional.Add(left);
                    break;
                case JoinExpressionBase:
                    break;
                default:
                    Export(table, scope, hidden);
                    break;
            }
        }

        while (optional.Find(join => scope.Conjuncts.Any(c => RejectsNulls(c, join.Table.Alias!))) is { } matched)
        {
            optional.Remove(matched);
            scope.Assume(matched.JoinPredicate);
            Export(matched.Table, scope, hidden);
        }
    }

    /// <summary>Tells a scope what holds for the rows of a derived table, and which of its columns are which inside it.</summary>
    public void Export(TableExpressionBase table, FactScope scope, SelectExpression? hidden = null)
    {
        if (table is not SelectExpression derived || ReferenceEquals(derived, hidden) || AggregateFinder.IsWholeTableAggregate(derived, dialect))
        {
            return;
        }

        foreach (var projection in derived.Projection)
        {
            if (ColumnEquality.AsColumn(projection.Expression) is { } column)
            {
                scope.Unite(new ColumnRef(derived.Alias!, projection.Alias), column);
            }
        }

        Collect(derived, scope, hidden);
    }

    private bool RejectsNulls(SqlExpression predicate, string alias) => predicate switch
    {
        SqlBinaryExpression
        {
            OperatorType: ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual
                or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
        } comparison => IsOf(comparison.Left, alias) || IsOf(comparison.Right, alias),
        SqlUnaryExpression { OperatorType: ExpressionType.NotEqual } isNotNull => IsOf(isNotNull.Operand, alias),
        InExpression { Values: not null } @in => IsOf(@in.Item, alias),
        LikeExpression like => IsOf(like.Match, alias),
        _ => dialect.TryReadMembership(predicate, out var item, out _) && IsOf(item, alias),
    };

    private static bool IsOf(SqlExpression expression, string alias) => ColumnEquality.AsColumn(expression) is { } column && column.Alias == alias;
}
