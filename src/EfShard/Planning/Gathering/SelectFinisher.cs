using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Splits a SELECT whose tables and conditions shards can do, but not its groups, order or limit: each shard does them for its own rows (its first
///     rows, its groups), and the same SELECT over the shards' rows finishes them.
/// </summary>
internal sealed class SelectFinisher(SubtreeProof proof, SubtreeTables tables, QueryDialect dialect)
{
    /// <summary>What is left of a SELECT, over a temporary table; <see langword="null" /> if it can't be split.</summary>
    /// <param name="select">The SELECT.</param>
    /// <param name="isRoot">Whether it is the statement, whose rows all have to be where they are finished anyway.</param>
    public SelectExpression? TryFinish(SelectExpression select, bool isRoot)
        => TryOrder(select, isRoot) ?? (select.GroupBy.Count > 0 || IsAggregate(select) ? TryGroup(select) : TryDistinct(select));

    /// <summary>Whether a SELECT turns all its rows into one.</summary>
    public bool IsAggregate(SelectExpression select) => AggregateFinder.IsWholeTableAggregate(select, dialect);

    private static bool IsCut(SelectExpression select) => (select.Limit ?? select.Offset) is not null;

    private SelectExpression? TryOrder(SelectExpression select, bool isRoot)
        => (isRoot || IsCut(select)) && proof.Of(WithoutOrder(select, select.IsDistinct), BlockRole.Derived) is { } source
            ? Order(select, source, isPartial: false)
            : null;

    private SelectExpression? TryDistinct(SelectExpression select)
        => select.IsDistinct && proof.Of(WithoutOrder(select, isDistinct: false), BlockRole.Derived) is { } source
            ? Order(select, source, isPartial: true)
            : null;

    private SelectExpression? TryGroup(SelectExpression select)
    {
        var alias = tables.NextAlias();
        return PartialGroups.Split(select, alias, dialect) is var (part, finish) && proof.Of(part, BlockRole.Partial) is { } source
            ? finish(tables.Add(part, source, alias, isPartial: true))
            : null;
    }

    /// <summary>The rows that the SELECT orders and cuts, with what they are ordered by.</summary>
    private SelectExpression WithoutOrder(SelectExpression select, bool isDistinct)
        => dialect.CreateSelect(select.Tables, [], null, isDistinct).Update(
            select.Tables, select.Predicate, select.GroupBy, select.Having,
            [.. select.Projection, .. isDistinct ? [] : select.Orderings.Select((o, i) => new ProjectionExpression(o.Expression, "o" + i))], [], null, null);

    private SelectExpression? Order(SelectExpression select, SubtreeSource source, bool isPartial)
    {
        var columns = select.Projection.Select((p, i) => new ProjectionExpression(p.Expression, "p" + i)).ToList();
        var sorted = new List<(OrderingExpression Ordering, int Column)>();
        foreach (var ordering in select.Orderings)
        {
            if (ordering.Expression is SqlConstantExpression or SqlParameterExpression)
            {
                continue;
            }

            var known = columns.FindIndex(c => c.Expression.Equals(ordering.Expression));
            if (known < 0 && select.IsDistinct)
            {
                return null;
            }

            if (known < 0)
            {
                known = columns.Count;
                columns.Add(new ProjectionExpression(ordering.Expression, "p" + known));
            }

            sorted.Add((ordering, known));
        }

        // Of the first rows of all, each shard's are among its own first.
        var part = tables.AsStatement(dialect.CreateSelect(select.Tables, [], null, select.IsDistinct).Update(
            select.Tables, select.Predicate, select.GroupBy, select.Having, columns,
            select.Limit is null ? [] : sorted.Select(s => s.Ordering).ToList(), null, LegLimit.Of(select, dialect)));
        var table = tables.Add(part, source, tables.NextAlias(), isPartial);
        return select.Update(
            [table], null, [], null,
            select.Projection.Select((p, i) => new ProjectionExpression(SubtreeTables.Column(part.Projection[i], table), p.Alias)).ToList(),
            sorted.Select(s => new OrderingExpression(SubtreeTables.Column(part.Projection[s.Column], table), s.Ordering.IsAscending)).ToList(),
            select.Offset, select.Limit);
    }
}
