#if EFCORE9
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Providers;

/// <summary>MySQL's and MariaDB's SQL as the planner sees it. Text has no order here yet: its collations are weights, not bytes.</summary>
internal sealed class MySqlQueryDialect : QueryDialect
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "BIT_AND", "BIT_OR", "BIT_XOR", "GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP",
        "VAR_POP", "VAR_SAMP", "VARIANCE",
    };

    public override bool NullsFirst => true;

    public override bool IsAggregate(SqlFunctionExpression function) => base.IsAggregate(function) || Aggregates.Contains(function.Name);

    // Rows would have to be loaded in bulk; not written yet.
    public override bool CanGather => false;

    public override SelectExpression CreateSelect(
        IReadOnlyList<TableExpressionBase> tables, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate, bool isDistinct = false)
        => PlainSelect.From(tables, projection, predicate, isDistinct);

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
}
#endif
