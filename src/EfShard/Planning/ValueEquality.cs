using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Reads <c>column = value</c>, the value being a parameter or a constant.</summary>
internal static class ValueEquality
{
    /// <summary>Reads a predicate.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="column">The column.</param>
    /// <param name="value">Something that is equal for equal values of equal types.</param>
    public static bool TryRead(SqlExpression predicate, out ColumnRef column, [NotNullWhen(true)] out object? value)
    {
        (column, value) = (default, null);
        if (predicate is not SqlBinaryExpression { OperatorType: ExpressionType.Equal } equal)
        {
            return false;
        }

        var (key, other) = ColumnEquality.AsColumn(equal.Left) is not null ? (equal.Left, equal.Right) : (equal.Right, equal.Left);
        value = other switch
        {
            SqlParameterExpression parameter => (EfCoreDifferences.NameInValues(parameter), parameter.TypeMapping?.StoreType),
            SqlConstantExpression { Value: { } constant } => (constant, other.TypeMapping?.StoreType),
            _ => null,
        };
        column = ColumnEquality.AsColumn(key) ?? default;
        return value is not null && column != default;
    }
}
