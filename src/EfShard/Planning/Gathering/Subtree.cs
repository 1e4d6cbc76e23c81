using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>A part of a statement that shards answer each for its own rows, before these are brought together.</summary>
/// <param name="Table">The temporary table that stands in its place.</param>
/// <param name="Statement">What a shard runs. Its projection's aliases are the columns of <paramref name="Table" />.</param>
/// <param name="Source">Where its rows are.</param>
/// <param name="IsPartial">Whether its rows are groups, or different values, of which several shards may have a part.</param>
internal sealed record Subtree(TemporaryTable Table, SelectExpression Statement, SubtreeSource Source, bool IsPartial)
{
    /// <summary>Whether it has few rows however large its tables are.</summary>
    public bool IsSmall => Statement.Limit is not null || IsPartial && Statement.GroupBy.Count == 0 && !Statement.IsDistinct;

    /// <summary>What one of its columns is in <see cref="Statement" />.</summary>
    public SqlExpression Inside(string column) => Statement.Projection.Single(p => p.Alias == column).Expression;

    /// <summary>Whether rows may stay behind for the value of a column: not where a limit or a window looks at all rows, nor for what is worked out of a group.</summary>
    /// <param name="column">The column.</param>
    /// <param name="dialect">The dialect.</param>
    public bool CanLeaveBehindBy(string column, QueryDialect dialect)
        => BlockAnalyzer.IsTransparent(Statement)
            && (Statement.GroupBy.Count == 0 ? !AggregateFinder.IsWholeTableAggregate(Statement, dialect) : Statement.GroupBy.Contains(Inside(column)));
}
