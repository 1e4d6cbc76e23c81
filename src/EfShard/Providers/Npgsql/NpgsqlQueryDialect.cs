using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using EfShard.Planning;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Expressions.Internal;

namespace EfShard.Providers.Npgsql;

/// <summary>PostgreSQL's SQL as the planner sees it.</summary>
internal sealed class NpgsqlQueryDialect(INpgsqlSingletonOptions options, IRelationalTypeMappingSource types) : QueryDialect
{
    private static readonly DoubleTypeMapping DoublePrecision = new("double precision");
    private static readonly LongTypeMapping Bigint = new("bigint");

    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "array_agg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "every", "corr", "covar_pop", "covar_samp", "json_agg",
        "json_object_agg", "jsonb_agg", "jsonb_object_agg", "range_agg", "range_intersect_agg", "regr_avgx", "regr_avgy", "regr_count",
        "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "stddev", "stddev_pop", "stddev_samp", "string_agg",
        "var_pop", "var_samp", "variance", "xmlagg",
    };

    public override BroadcastDialect Broadcasting { get; } = new NpgsqlBroadcasting(types);

    // PostgreSQL sorts nulls as if they were larger than any value; ReverseNullOrdering() writes NULLS FIRST instead.
    public override bool NullsFirst => options.ReverseNullOrderingEnabled;

    // Npgsql and its plugins make aggregates, theirs too (ST_Union), and nothing else in this form: what has names or separators between its arguments is a plain function.
    public override bool IsAggregate(SqlFunctionExpression function)
        => base.IsAggregate(function)
            || Aggregates.Contains(function.Name)
            || function is PgFunctionExpression { ArgumentNames.Count: 0, ArgumentSeparators.Count: 0 };

    public override AggregateParts? ReadAggregate(SqlFunctionExpression function)
    {
        if (function is PgFunctionExpression
            {
                Name: "string_agg", Arguments: [_, var separator], AggregateOrderings.Count: 0, IsAggregateDistinct: false
            })
        {
            return new AggregateParts(AggregateKind.Join, [function, separator]);
        }

        if (function is not PgFunctionExpression { Arguments: [var argument] } aggregate)
        {
            return base.ReadAggregate(function);
        }

        if (aggregate.AggregateOrderings.Count > 0)
        {
            return null;
        }

        var input = argument.TypeMapping?.StoreTypeNameBase;
        switch (aggregate.Name)
        {
            case "count" when aggregate.IsAggregateDistinct:
                return aggregate.AggregatePredicate is null
                    ? new AggregateParts(AggregateKind.CountDistinct, [argument], typeof(long), argument)
                    : null;
            case "min" or "max":
                return base.ReadAggregate(function);
            case var _ when aggregate.IsAggregateDistinct:
                return null;
            case "sum":
                // sum(bigint) is a numeric without a fraction: a wider whole number.
                return input switch
                {
                    "smallint" or "integer" => new AggregateParts(AggregateKind.Sum, [aggregate], typeof(long)),
                    "bigint" => new AggregateParts(AggregateKind.Sum, [aggregate], typeof(Int128)),
                    "numeric" => new AggregateParts(AggregateKind.Sum, [aggregate], typeof(decimal)),
                    "real" => new AggregateParts(AggregateKind.Sum, [aggregate], typeof(float)),
                    "double precision" => new AggregateParts(AggregateKind.Sum, [aggregate], typeof(double)),
                    _ => null,
                };
            case "avg":
                return input switch
                {
                    "numeric" => new AggregateParts(
                        AggregateKind.AverageOfNumeric, [Function("sum", aggregate, argument), Function("count", aggregate, argument)], typeof(decimal)),
                    "double precision" => new AggregateParts(
                        AggregateKind.AverageOfDouble, [Function("sum", aggregate, argument), Function("count", aggregate, argument)], typeof(double)),
                    // avg(real) sums in double precision, sum(real) does not.
                    "real" => new AggregateParts(
                        AggregateKind.AverageOfDouble,
                        [
                            Function("sum", aggregate, new SqlUnaryExpression(ExpressionType.Convert, argument, typeof(double), DoublePrecision)),
                            Function("count", aggregate, argument),
                        ],
                        typeof(double)),
                    _ => null,
                };
            default:
                return base.ReadAggregate(function);
        }
    }

    // Sums of bigint are numeric: they go back to what the aggregate itself is.
    public override SqlExpression Finish(SqlFunctionExpression function, AggregateParts parts, IReadOnlyList<SqlExpression> columns)
        => parts.Kind switch
        {
            AggregateKind.Count => Cast(base.Finish(function, parts, columns), Bigint),
            AggregateKind.Sum when parts.Number == typeof(long) => Cast(base.Finish(function, parts, columns), Bigint),
            AggregateKind.AverageOfDouble => FinishedAggregate.Quotient(
                FinishedAggregate.Sum(columns[0]), Cast(FinishedAggregate.OrNull(FinishedAggregate.Sum(columns[1])), DoublePrecision), function),
            _ => base.Finish(function, parts, columns),
        };

    // Every collation but the nondeterministic ones finds texts equal that have the same bytes, and no others. Those are never a database's default.
    public override ValueOrder? GetEquality(SqlExpression expression, string? collation)
        => GetOrder(expression, collation) is var order and not ValueOrder.TextDefault ? order : ValueOrder.TextBinary;

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

    public override Expression CreateDelete(TableExpression table, SqlExpression predicate)
        => new PgDeleteExpression(table, [], predicate, new HashSet<string>());

    public override SelectExpression CreateSelect(
        IReadOnlyList<TableExpressionBase> tables, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate, bool isDistinct = false)
        => PlainSelect.From(tables, projection, predicate, isDistinct);

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
            "timestamp with time zone" or "timestamp without time zone" => ValueOrder.StoredTimestamp,
            "date" => ValueOrder.StoredDate,
            "time without time zone" => ValueOrder.Time,
            _ => null,
        };
    }

    private static PgFunctionExpression Function(string name, PgFunctionExpression like, SqlExpression argument)
        => new(
            name, [argument], null, null, aggregateDistinct: false, like.AggregatePredicate, [], nullable: true, [false], argument.Type,
            argument.TypeMapping);

    private static SqlUnaryExpression Cast(SqlExpression value, RelationalTypeMapping type)
        => new(ExpressionType.Convert, value, type.ClrType, type);

    private static ValueOrder? GetTextOrder(string? collation)
        => collation is null ? ValueOrder.TextDefault
            : collation is "C" or "POSIX" or "ucs_basic" or "C.UTF-8" or "C.utf8" ? ValueOrder.TextBinary
            : null;
}
