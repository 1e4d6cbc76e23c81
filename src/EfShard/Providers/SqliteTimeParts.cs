using System.Linq.Expressions;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Providers;

/// <summary>
///     The forms in which EF Core writes parts of dates and times for Sqlite: <c>strftime</c> and <c>date</c> with at most one modifier, of
///     which it makes one call of several (<c>At.AddDays(1).Year</c> has a modifier too many to be the year of At).
/// </summary>
internal static class SqliteTimeParts
{
    // strftime rounds to milliseconds, and days with a fraction are sums of floating-point numbers.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    public static (SqlExpression? Time, TimePart? Part) Read(SqlExpression expression) => expression switch
    {
        SqlUnaryExpression { OperatorType: ExpressionType.Convert, Operand: SqlFunctionExpression { Name: "strftime", Arguments: [var format, var time] } }
            when IsText(format, "%Y") => (time, TimePart.Year.Instance),

        SqlFunctionExpression { Name: "date", Arguments: [var time] } => (time, TimePart.Day.Instance),

        SqlFunctionExpression { Name: "date", Arguments: [var time, var modifier] } when ReadDays(modifier) is { } days && expression.Type == time.Type
            => (time, new TimePart.Later(days, TimeSpan.Zero)),

        // The fraction of a second without its trailing zeros.
        SqlFunctionExpression
        {
            Name: "rtrim",
            Arguments: [SqlFunctionExpression
            {
                Name: "rtrim",
                Arguments: [SqlFunctionExpression { Name: "strftime", Arguments: [var format, var time, var modifier] }, _],
            }, _],
        } when IsText(format, "%Y-%m-%d %H:%M:%f")
            => IsText(modifier, "start of day") ? (time, TimePart.Day.Instance)
                : ReadDays(modifier) is { } days ? (time, new TimePart.Later(days, Rounding))
                : default,

        _ => default,
    };

    // CAST(@days AS TEXT) || ' days'
    private static ValueSource? ReadDays(SqlExpression modifier)
        => modifier is SqlBinaryExpression { OperatorType: ExpressionType.Add, Left: var number, Right: var unit } && IsText(unit, " days")
            ? ValueSource.Read(number is SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast ? cast.Operand : number)
            : null;

    private static bool IsText(SqlExpression expression, string text) => expression is SqlConstantExpression { Value: string value } && value == text;
}
