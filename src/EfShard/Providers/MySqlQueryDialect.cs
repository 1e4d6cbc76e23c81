#if EFCORE9
using EfShard.Planning;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers;

/// <summary>MySQL's and MariaDB's SQL as the planner sees it. Text has no order here yet: its collations are weights, not bytes.</summary>
internal sealed class MySqlQueryDialect : QueryDialect
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "BIT_AND", "BIT_OR", "BIT_XOR", "GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP",
        "VAR_POP", "VAR_SAMP", "VARIANCE",
    };

    private static readonly LongTypeMapping Count = new("bigint");

    public override bool NullsFirst => true;

    public override bool IsAggregate(SqlFunctionExpression function) => base.IsAggregate(function) || Aggregates.Contains(function.Name);

    public override bool LimitMayBeSum => false;

    // Rows would have to be loaded in bulk; not written yet.
    public override bool CanGather => false;

    public override SelectExpression CreateSelect(
        IReadOnlyList<TableExpressionBase> tables, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate, bool isDistinct = false)
        => PlainSelect.From(tables, projection, predicate, isDistinct);

    // The sum of whole numbers is a decimal, of which EF Core wants a whole number. AVG of a decimal rounds to four digits more than its operand has, each time anew.
    public override AggregateParts? ReadAggregate(SqlFunctionExpression function)
        => function is not { Arguments: [not DistinctExpression and var argument] }
            ? base.ReadAggregate(function)
            : (function.Name.ToUpperInvariant(), argument.TypeMapping?.StoreTypeNameBase) switch
            {
                ("SUM", "tinyint" or "smallint" or "mediumint" or "int") => new AggregateParts(AggregateKind.Sum, [function], typeof(long)),
                ("SUM", "decimal") => new AggregateParts(AggregateKind.Sum, [function], typeof(decimal)),
                ("SUM", "double") => new AggregateParts(AggregateKind.Sum, [function], typeof(double)),
                ("AVG", "double") => new AggregateParts(
                    AggregateKind.AverageOfDouble, [Function("SUM", function, argument), Function("COUNT", function, argument)], typeof(double)),
                _ => base.ReadAggregate(function),
            };

    public override ValueOrder? GetOrder(SqlExpression expression, string? collation)
        => expression.TypeMapping?.StoreTypeNameBase switch
        {
            "smallint" or "mediumint" or "int" or "bigint" => ValueOrder.Integer,
            "double" => ValueOrder.Double,
            "float" => ValueOrder.Single,
            "decimal" => ValueOrder.Decimal,
            "datetime" or "timestamp" => ValueOrder.Timestamp,
            "date" => ValueOrder.Date,
            _ => null,
        };

    private static SqlFunctionExpression Function(string name, SqlFunctionExpression aggregate, SqlExpression argument)
        => name == "COUNT"
            ? new SqlFunctionExpression(name, [argument], nullable: false, [false], typeof(long), Count)
            : new SqlFunctionExpression(name, [argument], nullable: true, [false], aggregate.Type, aggregate.TypeMapping);
}
#endif
