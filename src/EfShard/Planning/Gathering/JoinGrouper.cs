using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Takes what lives together out of the FROM of a SELECT that shards can't answer each by itself: tables that are joined along their shard keys, with
///     their conditions and the subqueries that follow their rows. One temporary table stands in the place of each such group.
/// </summary>
internal sealed class JoinGrouper(ShardModel model, SubtreeProof proof, SubtreeTables subtrees, QueryDialect dialect)
{
    /// <summary>What is left of a SELECT.</summary>
    public SelectExpression Group(SelectExpression select)
    {
        if (select.Tables.Any(t => EfCoreDifferences.AsRightJoin(t) is not null))
        {
            // Nothing is certain beside a RIGHT JOIN.
            return select;
        }

        var certain = FinestTable.Certain(select).ToList();
        var groups = Find(select, certain);
        foreach (var group in groups)
        {
            foreach (var condition in certain.Where(c => HasSubquery(c) && group.Covers(c)))
            {
                group.TryAsk(condition, proof, dialect);
            }

            if (select.GroupBy.Count == 0 && !AggregateFinder.IsWholeTableAggregate(select, dialect))
            {
                var finder = new SubqueryFinder(subquery => _ = group.Covers(subquery) && group.TryProject(subquery, proof, dialect));
                finder.Visit(ExpressionsOf(select).Where(e => !group.Asks(e)));
            }
        }

        return groups.Where(g => g.IsWorthwhile).Aggregate(select, Replace);
    }

    private List<JoinGroup> Find(SelectExpression select, List<SqlExpression> certain)
    {
        var groups = new List<JoinGroup>();
        foreach (var table in select.Tables)
        {
            var (named, isOptional) = table switch
            {
                TableExpression first => (first, false),
                InnerJoinExpression { Table: TableExpression joined } => (joined, false),
                CrossJoinExpression { Table: TableExpression joined } => (joined, false),
                LeftJoinExpression { Table: TableExpression joined } => (joined, true),
                _ => (null, true),
            };
            if (named is null || groups.Exists(g => g.TryAdd(table, proof, dialect)))
            {
                continue;
            }

            if (!isOptional && model.GetPlacement(named.Table).Kind is TableKind.Sharded)
            {
                groups.Add(new JoinGroup(named, certain.Where(IsPortable)));
            }
        }

        return groups;
    }

    /// <summary>The expressions of a SELECT itself, conditions one by one.</summary>
    private static IEnumerable<SqlExpression> ExpressionsOf(SelectExpression select)
        => select.Projection.Select(p => p.Expression)
            .Concat(select.Orderings.Select(o => o.Expression))
            .Concat(FinestTable.Certain(select))
            .ToList();

    private static bool HasSubquery(SqlExpression condition) => NestedExpressions.Of([condition]).Subqueries.Count > 0;

    private bool IsPortable(SqlExpression condition)
        => PortablePredicate.Reads(condition, _ => true, dialect) || ColumnEquality.TryRead(condition, acceptNullSafe: false, out _, out _);

    private SelectExpression Replace(SelectExpression select, JoinGroup group)
    {
        var tables = new List<TableExpressionBase>();
        var conditions = PortablePredicate.Conjuncts(select.Predicate).ToList();
        foreach (var table in select.Tables)
        {
            var on = table is InnerJoinExpression inner ? PortablePredicate.Conjuncts(inner.JoinPredicate).Where(c => !group.Asks(c)).ToList() : [];
            var joined = table is JoinExpressionBase join ? join.Table : table;
            if (joined != group.First && group.Has(joined.Alias!))
            {
                // Inner joins: what is still to be asked may be asked in the WHERE.
                conditions.AddRange(on);
                continue;
            }

            tables.Add(table is not InnerJoinExpression ? table : on.Count > 0 ? new InnerJoinExpression(joined, JoinGroup.And(on)) : new CrossJoinExpression(joined));
        }

        conditions.RemoveAll(group.Asks);
        var rest = select.Update(
            tables, conditions.Count > 0 ? JoinGroup.And(conditions) : null, select.GroupBy, select.Having, select.Projection, select.Orderings,
            select.Offset, select.Limit);
        var columns = new GroupColumns(group);
        rest = columns.Replace(rest);
        var shipped = subtrees.Add(group.ToStatement(columns.Projection, dialect), group.Source!, group.First.Alias);
        return rest.Update(
            rest.Tables.Select(t => t == group.First ? shipped : t is JoinExpressionBase { Table: var first } join && first == group.First ? Join(join, shipped) : t).ToList(),
            rest.Predicate, rest.GroupBy, rest.Having, rest.Projection, rest.Orderings, rest.Offset, rest.Limit);
    }

    private static TableExpressionBase Join(JoinExpressionBase join, TableExpression table)
        => join is InnerJoinExpression inner ? new InnerJoinExpression(table, inner.JoinPredicate) : new CrossJoinExpression(table);
}
