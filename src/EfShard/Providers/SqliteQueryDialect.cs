using System.Diagnostics.CodeAnalysis;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Sqlite.Query.Internal;

namespace EfShard.Providers;

/// <summary>Sqlite's SQL as the planner sees it.</summary>
internal sealed class SqliteQueryDialect : QueryDialect
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "ef_avg", "ef_max", "ef_min", "ef_sum", "group_concat", "string_agg", "json_group_array", "json_group_object",
    };

    public override bool NullsFirst => true;

    // min and max of several arguments are ordinary functions in Sqlite.
    public override bool IsAggregate(SqlFunctionExpression function)
        => Aggregates.Contains(function.Name)
            || (base.IsAggregate(function) && function.Arguments is not { Count: > 1 });

    public override bool TryReadUnnesting(SelectExpression subquery, [NotNullWhen(true)] out SqlParameterExpression? collection)
    {
        collection = subquery is
        {
            Tables: [JsonEachExpression { JsonExpression: SqlParameterExpression parameter, Path: null or { Count: 0 } }],
            Predicate: null, Limit: null, Offset: null, GroupBy.Count: 0, Projection.Count: 1,
        }
            ? parameter
            : null;
        return collection is not null;
    }

    public override SelectExpression CreateSelect(
        TableExpressionBase table, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate)
        => PlainSelect.From(table, projection, predicate);

    public override bool TryReadTimePart(SqlExpression expression, [NotNullWhen(true)] out SqlExpression? time, [NotNullWhen(true)] out TimePart? part)
    {
        (time, part) = SqliteTimeParts.Read(expression);
        return part is not null;
    }

    public override ValueOrder? GetOrder(SqlExpression expression, string? collation)
    {
        if (collation is not null && expression is not (ColumnExpression or CollateExpression))
        {
            // A cast keeps its operand's collation, other expressions have none (https://sqlite.org/datatype3.html#collation).
            collation = expression is SqlUnaryExpression { OperatorType: System.Linq.Expressions.ExpressionType.Convert } ? collation : null;
        }

        switch (collation?.ToUpperInvariant())
        {
            case "EF_DECIMAL":
                return ValueOrder.DecimalText;
            case "NOCASE":
                return ValueOrder.TextNoCase;
            case not (null or "BINARY"):
                return null;
        }

        var mapping = expression.TypeMapping;
        var stored = mapping?.Converter?.ProviderClrType ?? mapping?.ClrType ?? expression.Type;
        stored = Nullable.GetUnderlyingType(stored) ?? stored;
        return Type.GetTypeCode(stored) is TypeCode.Boolean or (>= TypeCode.SByte and <= TypeCode.UInt32) or TypeCode.Int64
            && expression is ColumnExpression
                ? ValueOrder.Integer
                : ValueOrder.SqliteAny;
    }
}
