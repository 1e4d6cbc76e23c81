using System.Diagnostics.CodeAnalysis;
using EfShard.Planning;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Sqlite.Query.Internal;

namespace EfShard.Providers;

/// <summary>Sqlite's SQL as the planner sees it.</summary>
internal sealed class SqliteQueryDialect : QueryDialect
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "ef_avg", "ef_max", "ef_min", "ef_sum", "group_concat", "string_agg", "json_group_array", "json_group_object", "jsonb_group_array", "jsonb_group_object",
        "median", "percentile", "percentile_cont", "percentile_disc",

        // SpatiaLite's
        "Collect", "Extent", "GUnion",
    };

    public override BroadcastDialect Broadcasting { get; } = new SqliteBroadcasting();

    public override bool NullsFirst => true;

    // min and max of several arguments are ordinary functions in Sqlite.
    public override bool IsAggregate(SqlFunctionExpression function)
        => Aggregates.Contains(function.Name)
            || (base.IsAggregate(function) && function.Arguments is not { Count: > 1 });

    public override bool HasOneIntegerType => true;

    public override AggregateParts? ReadAggregate(SqlFunctionExpression function)
    {
        if (function is { Name: "group_concat", Arguments: [not DistinctExpression, var separator] })
        {
            return new AggregateParts(AggregateKind.Join, [function, separator]);
        }

        if (function is not { Arguments: [not DistinctExpression and var argument] })
        {
            return base.ReadAggregate(function);
        }

        return function.Name.ToUpperInvariant() switch
        {
            "SUM" => new AggregateParts(AggregateKind.Sum, [function], IsWhole(function) ? typeof(long) : typeof(double)),
            // TOTAL is what AVG divides: a floating-point sum that never overflows.
            "AVG" => new AggregateParts(
                AggregateKind.AverageOfDouble, [Function("TOTAL", function, typeof(double)), Function("COUNT", function, typeof(long))], typeof(double)),
            "EF_SUM" => new AggregateParts(AggregateKind.SumOfDecimalText, [function], typeof(decimal)),
            "EF_AVG" => new AggregateParts(
                AggregateKind.AverageOfDecimalText, [Function("ef_sum", function, typeof(decimal)), Function("COUNT", function, typeof(long))],
                typeof(decimal)),
            "EF_MIN" => new AggregateParts(AggregateKind.Min, [function], Compared: new CollateExpression(argument, "EF_DECIMAL")),
            "EF_MAX" => new AggregateParts(AggregateKind.Max, [function], Compared: new CollateExpression(argument, "EF_DECIMAL")),
            _ => base.ReadAggregate(function),
        };
    }

    public override SqlExpression Finish(SqlFunctionExpression function, AggregateParts parts, IReadOnlyList<SqlExpression> columns)
        => parts.Kind is AggregateKind.AverageOfDecimalText
            ? FinishedAggregate.Of(
                "ef_divide", function, FinishedAggregate.Of("ef_sum", function, columns[0]), FinishedAggregate.OrNull(FinishedAggregate.Sum(columns[1])))
            : base.Finish(function, parts, columns);

    // Any column may hold values of any type.
    public override ValueOrder? GetEquality(SqlExpression expression, string? collation)
        => GetOrder(expression, collation) is var order and not ValueOrder.Integer ? order : ValueOrder.SqliteAny;

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
        IReadOnlyList<TableExpressionBase> tables, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate, bool isDistinct = false)
        => PlainSelect.From(tables, projection, predicate, isDistinct);

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

        if (collation == CollationFinder.Unknown && expression.Type != typeof(string))
        {
            // Whatever orders letters, numbers and dates written as text have none that differ by it.
            collation = null;
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

    private static SqlFunctionExpression Function(string name, SqlFunctionExpression like, Type type)
        => new(name, like.Arguments!, nullable: true, like.ArgumentsPropagateNullability!, type, like.TypeMapping);

    private static bool IsWhole(SqlExpression expression)
    {
        var mapping = expression.TypeMapping;
        var stored = mapping?.Converter?.ProviderClrType ?? mapping?.ClrType ?? expression.Type;
        return Type.GetTypeCode(Nullable.GetUnderlyingType(stored) ?? stored) is >= TypeCode.SByte and <= TypeCode.UInt32 or TypeCode.Int64;
    }
}
