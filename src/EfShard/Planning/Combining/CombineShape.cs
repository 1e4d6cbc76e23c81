using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Combining;

/// <summary>
///     What a statement that must be combined says, whether in one SELECT or in two: the grouping one, and one around it that orders, cuts or counts
///     its rows. Every expression is one of the grouping SELECT.
/// </summary>
/// <param name="Block">The SELECT that groups.</param>
/// <param name="Finish">The SELECT around it, if there is one.</param>
/// <param name="Groups">What rows are grouped by: GROUP BY, or the columns of a DISTINCT.</param>
/// <param name="Having">What is asked of a group.</param>
/// <param name="Projection">The statement's columns.</param>
/// <param name="Orderings">The statement's order.</param>
/// <param name="CountsGroups">Whether the statement counts the groups.</param>
internal sealed record CombineShape(
    SelectExpression Block,
    SelectExpression? Finish,
    IReadOnlyList<SqlExpression> Groups,
    SqlExpression? Having,
    IReadOnlyList<SqlExpression> Projection,
    IReadOnlyList<OrderingExpression> Orderings,
    bool CountsGroups)
{
    /// <summary>Whether rows are grouped at all; an aggregate over the whole table is one row.</summary>
    public bool IsGrouped => Block.IsDistinct || Block.GroupBy.Count > 0;

    public SqlExpression? Limit => (Finish ?? Block).Limit;

    public SqlExpression? Offset => (Finish ?? Block).Offset;

    /// <summary>Reads a statement of which one SELECT groups rows of several shards.</summary>
    /// <param name="root">The statement.</param>
    /// <param name="grouping">The SELECT that groups: the statement itself, or its only table.</param>
    /// <param name="dialect">The dialect.</param>
    public static CombineShape? Read(SelectExpression root, GroupsToCombine grouping, QueryDialect dialect)
    {
        var block = grouping.Select;
        if (block.IsDistinct && !grouping.IsDetermined)
        {
            // The DISTINCT of combined groups: two things to combine, one after the other.
            return null;
        }

        var columns = block.Projection.Select(p => p.Expression).ToList();
        var groups = block.IsDistinct ? columns : block.GroupBy;
        var having = block.IsDistinct ? null : block.Having;
        if (root == block)
        {
            return new CombineShape(block, null, groups, having, columns, root.Orderings, CountsGroups: false);
        }

        if (!RootShape.IsFinish(root) || root.Tables[0] != block || block.Orderings.Count > 0)
        {
            return null;
        }

        if (AggregateFinder.IsWholeTableAggregate(root, dialect))
        {
            return root is { Orderings.Count: 0, Limit: null, Offset: null }
                ? new CombineShape(block, root, groups, having, root.Projection.Select(p => p.Expression).ToList(), [], CountsGroups: true)
                : null;
        }

        SqlExpression? Inside(SqlExpression outside)
            => outside is ColumnExpression column ? block.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression : null;

        var projection = root.Projection.Select(p => Inside(p.Expression)).ToList();
        var orderings = root.Orderings.Select(o => Inside(o.Expression) is { } inside ? new OrderingExpression(inside, o.IsAscending) : null).ToList();
        return projection.Contains(null) || orderings.Contains(null)
            ? null
            : new CombineShape(block, root, groups, having, projection!, orderings!, CountsGroups: false);
    }
}
