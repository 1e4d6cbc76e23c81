using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Expressions.Internal;

namespace EfShard.Providers.Npgsql;

/// <summary>PostgreSQL's SQL as the planner sees it.</summary>
internal sealed class NpgsqlQueryDialect(INpgsqlSingletonOptions options) : QueryDialect
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "array_agg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "every", "corr", "covar_pop", "covar_samp", "json_agg",
        "json_object_agg", "jsonb_agg", "jsonb_object_agg", "range_agg", "range_intersect_agg", "regr_avgx", "regr_avgy", "regr_count",
        "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "stddev", "stddev_pop", "stddev_samp", "string_agg",
        "var_pop", "var_samp", "variance", "xmlagg",
    };

    // PostgreSQL sorts nulls as if they were larger than any value; ReverseNullOrdering() writes NULLS FIRST instead.
    public override bool NullsFirst => options.ReverseNullOrderingEnabled;

    public override bool IsAggregate(SqlFunctionExpression function)
        => base.IsAggregate(function)
            || Aggregates.Contains(function.Name)
            || function is PgFunctionExpression { IsAggregateDistinct: true } or PgFunctionExpression { AggregatePredicate: not null }
                or PgFunctionExpression { AggregateOrderings.Count: > 0 };

    public override bool TryReadMembership(SqlExpression expression, [NotNullWhen(true)] out SqlExpression? item, [NotNullWhen(true)] out SqlExpression? collection)
    {
        (item, collection) = expression is PgAnyExpression { OperatorType: PgAnyOperatorType.Equal } any ? (any.Item, any.Array) : (null, null);
        return item is not null;
    }

    public override bool TryReadDelete(Expression statement, [NotNullWhen(true)] out TableExpression? target, [NotNullWhen(true)] out SelectExpression? asSelect)
    {
        if (statement is not PgDeleteExpression delete)
        {
            return base.TryReadDelete(statement, out target, out asSelect);
        }

        target = delete.Table;
        IReadOnlyList<TableExpressionBase> tables =
            [delete.Table, .. delete.FromItems.Select(item => item as JoinExpressionBase ?? new CrossJoinExpression(item))];
        asSelect = new SelectExpression(null, tables, delete.Predicate, [], null, [], false, [], null, null, null!);
        return true;
    }

    public override string TemporarySchema => "pg_temp";

    public override SelectExpression CreateSelect(
        TableExpressionBase table, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate)
        => PlainSelect.From(table, projection, predicate);

    public override bool TryReadTimePart(SqlExpression expression, [NotNullWhen(true)] out SqlExpression? time, [NotNullWhen(true)] out TimePart? part)
    {
        (time, part) = NpgsqlTimeParts.Read(expression);
        return part is not null;
    }

    public override ValueOrder? GetOrder(SqlExpression expression, string? collation)
    {
        if (expression.TypeMapping is not { } mapping || mapping.StoreType.EndsWith(']'))
        {
            return null;
        }

        return mapping.StoreTypeNameBase switch
        {
            "smallint" or "integer" or "bigint" => ValueOrder.Integer,
            "boolean" => ValueOrder.Boolean,
            "double precision" => ValueOrder.Double,
            "real" => ValueOrder.Single,
            "numeric" => ValueOrder.Decimal,
            "text" or "character varying" => GetTextOrder(collation),
            "uuid" => ValueOrder.Guid,
            "bytea" => ValueOrder.Bytes,
            "timestamp with time zone" or "timestamp without time zone" => ValueOrder.Timestamp,
            "date" => ValueOrder.Date,
            "time without time zone" => ValueOrder.Time,
            _ => null,
        };
    }

    private static ValueOrder? GetTextOrder(string? collation)
        => collation is null ? ValueOrder.TextDefault
            : collation is "C" or "POSIX" or "ucs_basic" or "C.UTF-8" or "C.utf8" ? ValueOrder.TextBinary
            : null;
}
