using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Reads <c>a = b</c> between two columns, also in EF Core's null-safe form <c>a = b OR (a IS NULL AND b IS NULL)</c>: rows whose shard
///     keys are equal that way live together, unless null shard keys exist and the caller says so.
/// </summary>
internal static class ColumnEquality
{
    public static bool TryRead(SqlExpression predicate, bool acceptNullSafe, out ColumnRef left, out ColumnRef right)
    {
        switch (predicate)
        {
            case SqlBinaryExpression { OperatorType: ExpressionType.Equal } equal
                when AsColumn(equal.Left) is { } a && AsColumn(equal.Right) is { } b:
                (left, right) = (a, b);
                return true;

            case SqlBinaryExpression { OperatorType: ExpressionType.OrElse } disjunction
                when acceptNullSafe && TryRead(disjunction.Left, acceptNullSafe: false, out left, out right) && IsBothNull(disjunction.Right, left, right):
                return true;

            default:
                left = right = default;
                return false;
        }
    }

    /// <summary>The column behind an expression: itself, or seen through a cast between whole numbers, which keeps the key the same.</summary>
    public static ColumnRef? AsColumn(SqlExpression expression) => expression switch
    {
        ColumnExpression column => new ColumnRef(column),
        SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast
            when IsWholeNumber(cast.Type) && IsWholeNumber(cast.Operand.Type) && cast.TypeMapping?.Converter is null
            => AsColumn(cast.Operand),
        _ => null,
    };

    private static bool IsBothNull(SqlExpression predicate, ColumnRef left, ColumnRef right)
        => predicate is SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } conjunction
            && IsNull(conjunction.Left) is { } a && IsNull(conjunction.Right) is { } b
            && ((a == left && b == right) || (a == right && b == left));

    private static ColumnRef? IsNull(SqlExpression predicate)
        => predicate is SqlUnaryExpression { OperatorType: ExpressionType.Equal } isNull ? AsColumn(isNull.Operand) : null;

    private static bool IsWholeNumber(Type type)
        => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64
            && !(Nullable.GetUnderlyingType(type) ?? type).IsEnum;
}
