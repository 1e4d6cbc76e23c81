using System.Globalization;
using System.Linq.Expressions;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Providers.Npgsql;

/// <summary>The forms in which the provider writes parts of dates and times for PostgreSQL, all of them in UTC but one.</summary>
internal static class NpgsqlTimeParts
{
    private const string IntervalStart = "INTERVAL '";
    private const string IntervalEnd = " days'";

    // A day added to a "timestamp with time zone" is a day of the session's time zone: 23 or 25 hours long, or left out.
    private static readonly TimeSpan LocalDay = TimeSpan.FromDays(1);

    public static (SqlExpression? Time, TimePart? Part) Read(SqlExpression expression) => expression switch
    {
        SqlUnaryExpression { OperatorType: ExpressionType.Convert, Operand: SqlFunctionExpression { Name: "date_part", Arguments: [var field, var time] } }
            when IsText(field, "year") => (InUtc(time), InUtc(time) is null ? null : TimePart.Year.Instance),

        SqlFunctionExpression { Name: "date_trunc", Arguments: [var field, var time] } when IsText(field, "day")
            => (InUtc(time), InUtc(time) is null ? null : TimePart.Day.Instance),

        SqlFunctionExpression { Name: "date_trunc", Arguments: [var field, var time, var zone] } when IsText(field, "day") && IsText(zone, "UTC")
            => (time, TimePart.Day.Instance),

        SqlUnaryExpression { OperatorType: ExpressionType.Convert, Operand: var time } when expression.Type == typeof(DateOnly) && !IsDate(time)
            => (InUtc(time), InUtc(time) is null ? null : TimePart.Day.Instance),

        SqlBinaryExpression { OperatorType: ExpressionType.Add, Left: var date, Right: var count } when IsDate(date) && count.Type == typeof(int)
            => ValueSource.Read(count) is { } days ? (date, new TimePart.Later(days, TimeSpan.Zero)) : default,

        SqlBinaryExpression { OperatorType: ExpressionType.Add, Left: var time, Right: var interval } when ReadInterval(interval) is { } days
            => (time, new TimePart.Later(days, LocalDay)),

        _ => default,
    };

    /// <summary>The time itself, if its digits are compared as they are: a date, a "timestamp", or a "timestamptz" AT TIME ZONE 'UTC'.</summary>
    private static SqlExpression? InUtc(SqlExpression time) => time switch
    {
        AtTimeZoneExpression { Operand: var operand, TimeZone: var zone } when IsText(zone, "UTC") && StoreType(operand).StartsWith("timestamp with time zone", StringComparison.Ordinal)
            => operand,
        AtTimeZoneExpression => null,
        _ when IsDate(time) || StoreType(time).StartsWith("timestamp without time zone", StringComparison.Ordinal) => time,
        _ => null,
    };

    private static bool IsDate(SqlExpression expression) => StoreType(expression) == "date";

    private static string StoreType(SqlExpression expression) => expression.TypeMapping?.StoreType ?? "";

    // INTERVAL '7 days', or CAST(CAST(@days AS text) || ' days' AS interval).
    private static ValueSource? ReadInterval(SqlExpression interval) => interval switch
    {
        SqlFragmentExpression { Sql: var sql } when sql.StartsWith(IntervalStart, StringComparison.Ordinal) && sql.EndsWith(IntervalEnd, StringComparison.Ordinal)
            => double.TryParse(sql[IntervalStart.Length..^IntervalEnd.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var days)
                ? new ValueSource.Constant(days)
                : null,
        SqlUnaryExpression
        {
            OperatorType: ExpressionType.Convert,
            Operand: SqlBinaryExpression { OperatorType: ExpressionType.Add, Left: SqlUnaryExpression { OperatorType: ExpressionType.Convert, Operand: var number }, Right: var unit },
        } when IsText(unit, " days") => ValueSource.Read(number),
        _ => null,
    };

    private static bool IsText(SqlExpression expression, string text) => expression is SqlConstantExpression { Value: string value } && value == text;
}
