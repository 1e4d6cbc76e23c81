using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Reads what a predicate says about a part of a shard key: <c>e.At.Year == 2024</c>, <c>e.At.Date &lt; day</c>,
///     <c>e.At.AddDays(7) &gt; now</c>. What a database computes is recognised only exactly as EF Core's translations write it.
/// </summary>
internal sealed class TimeConditionReader(QueryDialect dialect, FactScope scope, IReadOnlyList<ColumnRef> keyColumns)
{
    /// <summary>Reads a comparison; <see langword="null" /> if its left side is no part of the key.</summary>
    public KeyCondition? Read(ExpressionType comparison, SqlExpression left, SqlExpression right)
        => ComparisonOf(comparison) is { } operation && !IsConverted(right) && ValueSource.Read(right) is { } value
            ? Read(left, operation, new KeyList.Values([value]))
            : null;

    /// <summary>Reads an IN.</summary>
    public KeyCondition Read(SqlExpression item, KeyList list) => Read(item, TimeComparison.Equal, list) ?? KeyCondition.Any.Instance;

    private KeyCondition? Read(SqlExpression item, TimeComparison comparison, KeyList list)
        => !IsConverted(item) && dialect.TryReadTimePart(item, out var time, out var part) && scope.FindEqual(time, keyColumns) is { } component
            ? new KeyCondition.Timed(component, ColumnEquality.AsColumn(time)!.Value.ToString(), part, comparison, list)
            : null;

    // The values would have to be converted first, into something that is not what they are compared as here.
    private static bool IsConverted(SqlExpression expression) => expression.TypeMapping?.Converter is not null;

    private static TimeComparison? ComparisonOf(ExpressionType comparison) => comparison switch
    {
        ExpressionType.Equal => TimeComparison.Equal,
        ExpressionType.LessThan => TimeComparison.Less,
        ExpressionType.LessThanOrEqual => TimeComparison.LessOrEqual,
        ExpressionType.GreaterThan => TimeComparison.Greater,
        ExpressionType.GreaterThanOrEqual => TimeComparison.GreaterOrEqual,
        _ => null,
    };
}
