using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Combining;

/// <summary>Writes aggregates of partial ones, for a database to work out.</summary>
internal static class FinishedAggregate
{
    private static readonly LongTypeMapping LongMapping = new("bigint");

    /// <summary>An aggregate function, of the type that the whole aggregate has.</summary>
    public static SqlFunctionExpression Of(string name, SqlFunctionExpression like, params SqlExpression[] arguments)
        => new(name, arguments, nullable: true, arguments.Select(_ => false), like.Type, like.TypeMapping);

    public static SqlFunctionExpression Sum(SqlExpression column) => new("SUM", [column], nullable: true, [false], column.Type, column.TypeMapping);

    /// <summary>A number, or zero where there is none.</summary>
    public static SqlFunctionExpression OrZero(SqlExpression number, SqlFunctionExpression like)
        => new("COALESCE", [number, new SqlConstantExpression(0L, typeof(long), LongMapping)], nullable: false, [false, false], like.Type, like.TypeMapping);

    /// <summary>A number, or null in place of zero: nothing is divided by it.</summary>
    public static SqlFunctionExpression OrNull(SqlExpression number)
        => new(
            "NULLIF", [number, new SqlConstantExpression(0L, typeof(long), LongMapping)], nullable: true, [false, false], number.Type, number.TypeMapping);

    public static SqlBinaryExpression Quotient(SqlExpression sum, SqlExpression count, SqlFunctionExpression like)
        => new(ExpressionType.Divide, sum, count, like.Type, like.TypeMapping);
}
