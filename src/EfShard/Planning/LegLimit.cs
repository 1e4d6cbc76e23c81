using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>The limit of a leg: as many rows as the result may need from one shard, which is Skip and Take together.</summary>
internal static class LegLimit
{
    /// <summary><see langword="null" /> where the SELECT has no limit, or the database takes no sum for one: a leg is then read until the result has its rows.</summary>
    public static SqlExpression? Of(SelectExpression select, QueryDialect dialect) => (select.Limit, select.Offset) switch
    {
        (null, _) => null,
        (var limit, null) => limit,
        _ when !dialect.LimitMayBeSum => null,
        // Added as 64-bit numbers: Take(int.MaxValue) after a Skip must not overflow.
        var (limit, offset) => new SqlBinaryExpression(ExpressionType.Add, Widen(limit), Widen(offset), typeof(long), LongMapping),
    };

    private static readonly Microsoft.EntityFrameworkCore.Storage.LongTypeMapping LongMapping = new("bigint");

    private static SqlExpression Widen(SqlExpression count) => new SqlUnaryExpression(ExpressionType.Convert, count, typeof(long), LongMapping);
}
