using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Combining;

/// <summary>
///     Plans aggregates and groups whose rows lie on several shards. In: a statement of which one SELECT groups such rows. Out: the legs' statement,
///     with partial aggregates, and the <see cref="CombinePlan" /> that makes the result of their rows. The cases are in docs/combine.md.
/// </summary>
internal sealed class CombinePlanner(QueryDialect dialect)
{
    /// <summary>Plans a statement, or answers <see langword="null" /> where only the database could finish it exactly.</summary>
    /// <param name="root">The statement.</param>
    /// <param name="groups">The SELECT that groups.</param>
    /// <param name="splitLists">The lists of shard keys that are divided among the legs.</param>
    public Pushdown? Plan(SelectExpression root, GroupsToCombine groups, IReadOnlyList<KeyCondition.OneOf> splitLists)
    {
        if (CombineShape.Read(root, groups, dialect) is not { } shape)
        {
            return null;
        }

        var columns = new PartialColumns();
        var collations = new CollationFinder(groups.Select);
        var reader = new CombinedValueReader(shape, columns, collations, dialect);
        var keys = new List<CombineKey>();
        foreach (var group in shape.Groups)
        {
            if (dialect.GetEquality(group, collations.Find(group)) is not { } equality)
            {
                return null;
            }

            keys.Add(new CombineKey(columns.Add(group), equality));
        }

        var having = shape.Having is { } condition ? reader.ReadTruth(condition) : null;
        var projection = shape.Projection.Select(e => shape.CountsGroups ? reader.ReadGroupCount(e) : reader.Read(e)).ToList();
        var orderings = shape.Orderings.Where(o => o.Expression is not (SqlConstantExpression or SqlParameterExpression))
            .Select(o => ReadOrdering(o, collations, reader)).ToList();
        if (shape.Having is not null && having is null || projection.Contains(null) || orderings.Contains(null)
            || !shape.IsGrouped && columns.Distinct.Count > 0 && reader.Values.Count > 0)
        {
            return null;
        }

        // All groups ordered by all their keys: a group among the first of all is among the first of each leg that has it.
        var isCut = shape.Limit is not null && having is null && columns.Distinct.Count == 0 && shape.Groups.Count > 0
            && shape.Groups.All(g => shape.Orderings.Any(o => o.Expression.Equals(g)))
            && shape.Orderings.All(o => shape.Groups.Contains(o.Expression));
        return new Pushdown
        {
            Statement = columns.ToStatement(shape, isCut, dialect),
            Limit = SelectPlanner.ReadCount(shape.Limit),
            Offset = SelectPlanner.ReadCount(shape.Offset),
            SplitLists = splitLists,
            Combine = new CombinePlan
            {
                Keys = keys,
                IsGrouped = shape.IsGrouped,
                Values = reader.Values,
                Aggregates = reader.Aggregates,
                Having = having,
                CountsGroups = shape.CountsGroups,
                Projection = projection!,
                Orderings = orderings!,
                ComparedByDefault = orderings.Find(o => o!.Order is ValueOrder.TextDefault)?.Text
                    ?? (reader.Aggregates.Any(a => a.Order is ValueOrder.TextDefault) ? "a least or greatest text" : null),
            },
        };
    }

    private CombinedOrdering? ReadOrdering(OrderingExpression ordering, CollationFinder collations, CombinedValueReader reader)
        => collations.FindOrder(ordering.Expression, dialect) is { } order
            && reader.ReadOrdered(ordering.Expression, order) is { } value
                ? new CombinedOrdering(
                    value, order, ordering.IsAscending, ordering.IsAscending == dialect.NullsFirst,
                    ordering.Expression is ColumnExpression column ? $"{column.TableAlias}.{column.Name}" : "an expression")
                : null;
}
