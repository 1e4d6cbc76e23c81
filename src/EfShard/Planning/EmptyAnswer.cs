using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     The one row that an aggregate or a truth value over no rows at all gives, worked out without a database: COUNT is zero, other aggregates
///     are null, nothing EXISTS. Where that is not all there is to it, nobody guesses: one shard is asked instead.
/// </summary>
internal static class EmptyAnswer
{
    /// <summary>The row, as the values and types that the database would return; <see langword="null" /> if it can't be told.</summary>
    public static IReadOnlyList<(object? Value, Type Type)>? Of(SelectExpression root, QueryDialect dialect)
    {
        if (root.Having is not null || root.Offset is not null || root.Projection.Count == 0
            || !(AggregateFinder.IsWholeTableAggregate(root, dialect) || RootShape.GetTruthMerge(root) is not null))
        {
            return null;
        }

        var row = new List<(object?, Type)>();
        foreach (var projection in root.Projection)
        {
            var mapping = projection.Expression.TypeMapping;
            var type = mapping?.Converter?.ProviderClrType ?? mapping?.ClrType ?? projection.Type;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!TryEvaluate(projection.Expression, dialect, out var value))
            {
                return null;
            }

            row.Add((value is null ? null : Convert.ChangeType(value, type, CultureInfo.InvariantCulture), type));
        }

        return row;
    }

    private static bool TryEvaluate(SqlExpression expression, QueryDialect dialect, out object? value)
    {
        value = null;
        switch (expression)
        {
            case SqlConstantExpression { Value: null or bool or IConvertible } constant:
                value = constant.Value;
                return true;
            case ExistsExpression or InExpression { Subquery: not null }:
                value = false;
                return true;
            case SqlUnaryExpression { OperatorType: ExpressionType.Not } not when TryEvaluate(not.Operand, dialect, out var operand) && operand is bool truth:
                value = !truth;
                return true;
            case SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast:
                return TryEvaluate(cast.Operand, dialect, out value);
            case SqlFunctionExpression { Name: "COALESCE", Arguments: { } alternatives }:
                foreach (var alternative in alternatives)
                {
                    if (!TryEvaluate(alternative, dialect, out value))
                    {
                        return false;
                    }

                    if (value is not null)
                    {
                        break;
                    }
                }

                return true;
            case SqlFunctionExpression function when dialect.IsAggregate(function):
                value = string.Equals(function.Name, "COUNT", StringComparison.OrdinalIgnoreCase) ? 0L : null;
                return true;
            default:
                return false;
        }
    }
}
