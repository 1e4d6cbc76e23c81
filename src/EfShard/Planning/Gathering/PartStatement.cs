using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Changes what a shard runs for a part.</summary>
internal static class PartStatement
{
    /// <summary>Asks for other columns.</summary>
    public static SelectExpression Select(SelectExpression statement, IReadOnlyList<ProjectionExpression> projection)
        => statement.Update(
            statement.Tables, statement.Predicate, statement.GroupBy, statement.Having, projection, statement.Orderings, statement.Offset, statement.Limit);

    /// <summary>Asks for less: rows that meet a condition too. It is asked first.</summary>
    public static SelectExpression Where(SelectExpression statement, SqlExpression condition)
        => statement.Update(
            statement.Tables,
            statement.Predicate is { } predicate ? new SqlBinaryExpression(ExpressionType.AndAlso, condition, predicate, typeof(bool), null) : condition,
            statement.GroupBy, statement.Having, statement.Projection, statement.Orderings, statement.Offset, statement.Limit);
}
