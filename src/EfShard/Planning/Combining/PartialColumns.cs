using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Combining;

/// <summary>The columns that a leg returns, each expression once.</summary>
internal sealed class PartialColumns
{
    private readonly List<ProjectionExpression> _columns = [];
    private readonly List<SqlExpression> _distinct = [];

    public IReadOnlyList<ProjectionExpression> Columns => _columns;

    /// <summary>Values that a leg's rows are told apart by beside the groups, for <c>COUNT(DISTINCT)</c>.</summary>
    public IReadOnlyList<SqlExpression> Distinct => _distinct;

    /// <summary>Adds a column.</summary>
    /// <returns>Its position.</returns>
    public int Add(SqlExpression expression)
    {
        var known = _columns.FindIndex(c => c.Expression.Equals(expression));
        if (known >= 0)
        {
            return known;
        }

        _columns.Add(new ProjectionExpression(expression, "p" + _columns.Count));
        return _columns.Count - 1;
    }

    /// <inheritdoc cref="Add" />
    public int AddDistinct(SqlExpression expression)
    {
        if (!_distinct.Contains(expression))
        {
            _distinct.Add(expression);
        }

        return Add(expression);
    }

    /// <summary>The statement of a leg.</summary>
    /// <param name="shape">What is combined.</param>
    /// <param name="isCut">Whether a leg's first groups are enough, because the statement's order tells all groups apart.</param>
    /// <param name="dialect">The database's SQL.</param>
    public SelectExpression ToStatement(CombineShape shape, bool isCut, QueryDialect dialect)
    {
        var block = shape.Block;
        var groups = block.GroupBy.Concat(_distinct.Where(d => !block.GroupBy.Contains(d))).ToList();
        // PostgreSQL takes no constant in the order of distinct rows; it orders nothing anyway.
        var orderings = shape.Orderings.Where(o => isCut && o.Expression is not (SqlConstantExpression or SqlParameterExpression)).ToList();
        var partial = block.Update(
            block.Tables, block.Predicate, groups, block.IsDistinct ? block.Having : null, _columns,
            orderings, offset: null, isCut ? LegLimit.Of(shape.Finish ?? block, dialect) : null);
        if (shape.Finish is not { } finish)
        {
            return partial;
        }

        // A derived table has a name, and a statement can't: so what was around it stays around it.
        var columns = _columns
            .Select(c => new ProjectionExpression(
                new ColumnExpression(c.Alias, partial.Alias!, c.Expression.Type, c.Expression.TypeMapping, nullable: true), c.Alias))
            .ToList();
        return finish.Update([partial], null, [], null, columns, [], null, null);
    }
}
