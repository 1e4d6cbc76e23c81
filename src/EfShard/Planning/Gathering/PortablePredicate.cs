using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Knows the predicates that may be asked twice, on the shard and again where the rows are brought together: they read one table, are the same
///     everywhere and every time, and can't fail on rows that other predicates keep away.
/// </summary>
internal static class PortablePredicate
{
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "lower", "upper", "length", "abs", "coalesce", "substr", "substring", "replace", "trim", "ltrim", "rtrim", "btrim", "strpos", "instr",
        "date_part", "date_trunc", "ef_compare",
    };

    /// <summary>The parts of a predicate that all must hold.</summary>
    public static IEnumerable<SqlExpression> Conjuncts(SqlExpression? predicate) => predicate switch
    {
        null => [],
        SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } both => Conjuncts(both.Left).Concat(Conjuncts(both.Right)),
        _ => [predicate],
    };

    /// <summary>Whether an expression is such a predicate over one table.</summary>
    public static bool Reads(SqlExpression? expression, string alias, QueryDialect dialect) => Reads(expression, a => a == alias, dialect);

    /// <summary>Whether an expression is such a predicate over certain tables.</summary>
    public static bool Reads(SqlExpression? expression, Func<string, bool> isOneOf, QueryDialect dialect)
    {
        return expression is not null && Is(expression);

        bool Is(SqlExpression? e) => e switch
        {
            null => true,
            ColumnExpression column => isOneOf(column.TableAlias),
            SqlConstantExpression => true,
            SqlParameterExpression parameter => parameter.TypeMapping is not null,
            SqlBinaryExpression binary
                => binary.OperatorType is not (ExpressionType.Divide or ExpressionType.Modulo) && Is(binary.Left) && Is(binary.Right),
            SqlUnaryExpression { OperatorType: ExpressionType.Not or ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.Negate } unary
                => Is(unary.Operand),
            LikeExpression like => Is(like.Match) && Is(like.Pattern) && Is(like.EscapeChar),
            InExpression { Values: { } values } list => Is(list.Item) && values.All(Is),
            CollateExpression collate => Is(collate.Operand),
            SqlFunctionExpression { IsBuiltIn: true, Schema: null, Instance: null, Arguments: { } arguments } function
                => Functions.Contains(function.Name) && arguments.All(Is),
            _ => dialect.TryReadMembership(e, out var item, out var collection) && Is(item) && Is(collection),
        };
    }
}
