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
    /// <param name="lookIntoSubqueries">Whether to learn from EXISTS and IN too. What is learned so must not be used on those subqueries' own rows.</param>
    public void Collect(SelectExpression select, FactScope scope, bool lookIntoSubqueries = true)
    {
        Assume(select.Predicate, scope, lookIntoSubqueries);
        var optional = new List<PredicateJoinExpressionBase>();
        foreach (var table in Preserved(select))
        {
            switch (table)
            {
                case InnerJoinExpression inner:
                    Assume(inner.JoinPredicate, scope, lookIntoSubqueries);
                    Export(inner.Table, scope);
                    break;
                case LeftJoinExpression left:
                    optional.Add(left);
                    break;
                case OuterApplyExpression:
                    break;
                case JoinExpressionBase join:
                    Export(join.Table, scope);
                    break;
                default:
                    Export(table, scope);
                    break;
            }
        }

        while (optional.Find(join => scope.Conjuncts.Any(c => RejectsNulls(c, join.Table.Alias!))) is { } matched)
        {
            optional.Remove(matched);
            Assume(matched.JoinPredicate, scope, lookIntoSubqueries);
            Export(matched.Table, scope);
        }
    }

    /// <summary>The tables of a SELECT from the last RIGHT JOIN on: whatever stands before that may be missing from a row.</summary>
    public static IEnumerable<TableExpressionBase> Preserved(SelectExpression select)
    {
        var last = select.Tables.ToList().FindLastIndex(t => EfCoreDifferences.AsRightJoin(t) is not null);
        return select.Tables.Skip(Math.Max(last, 0));
    }

    /// <summary>
    ///     Tells a scope that a predicate is true, and, where the predicate says that a subquery has a row, what then holds for that row.
    /// </summary>
    public void Assume(SqlExpression? predicate, FactScope scope, bool lookIntoSubqueries = true)
    {
        var known = scope.Conjuncts.Count;
        scope.Assume(predicate);
        if (!lookIntoSubqueries)
        {
            return;
        }

        foreach (var conjunct in scope.Conjuncts.Skip(known).ToList())
        {
            switch (conjunct)
            {
                case ExistsExpression exists when !AggregateFinder.IsWholeTableAggregate(exists.Subquery, dialect):
                    Collect(exists.Subquery, scope);
                    break;
                case InExpression { Subquery: { Projection: [var only] } list } membership
                    when BlockAnalyzer.IsTransparent(list) && !AggregateFinder.IsWholeTableAggregate(list, dialect):
                    if (ColumnEquality.AsColumn(membership.Item) is { } item && ColumnEquality.AsColumn(only.Expression) is { } listed)
                    {
                        scope.Unite(item, listed);
                    }

                    Collect(list, scope);
                    break;
            }
        }
    }

    /// <summary>Tells a scope which columns of a derived table are which inside it.</summary>
    public static void Name(TableExpressionBase table, FactScope scope)
    {
        foreach (var projection in (table as SelectExpression)?.Projection ?? [])
        {
            if (ColumnEquality.AsColumn(projection.Expression) is { } column)
            {
                scope.Unite(new ColumnRef(table.Alias!, projection.Alias), column);
            }
        }

        foreach (var inner in (table as SelectExpression)?.Tables ?? [])
        {
            Name(inner is JoinExpressionBase join ? join.Table : inner, scope);
        }
    }

    /// <summary>Tells a scope what holds for the rows of a derived table, and which of its columns are which inside it.</summary>
    public void Export(TableExpressionBase table, FactScope scope)
    {
        if (table is not SelectExpression derived || AggregateFinder.IsWholeTableAggregate(derived, dialect))
        {
            return;
        }

        Name(derived, scope);
        Collect(derived, scope);
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
