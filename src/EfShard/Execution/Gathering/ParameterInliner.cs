using System.Linq.Expressions;
using EfShard.Planning;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>
///     Writes parameters' values into a statement, by the provider's own literals. Where a type has no facets, the literal is cast to it: a bare
///     one may be read as another type, and an expression over it then gives another value.
/// </summary>
internal sealed class ParameterInliner(IReadOnlyDictionary<string, object?> values) : ExpressionVisitor
{
    protected override Expression VisitExtension(Expression node)
        => node is SqlParameterExpression parameter ? Inline(parameter) : base.VisitExtension(node);

    private SqlExpression Inline(SqlParameterExpression parameter)
    {
        var literal = new SqlConstantExpression(values[EfCoreDifferences.NameInValues(parameter)], parameter.Type, parameter.TypeMapping);
        return parameter.TypeMapping is not { } mapping ? literal
            : mapping.StoreType.EndsWith("[]", StringComparison.Ordinal) ? InlineArray(literal, mapping)
            : mapping.StoreType == mapping.StoreTypeNameBase ? new SqlUnaryExpression(ExpressionType.Convert, literal, parameter.Type, mapping)
            : literal;
    }

    /// <summary>The literal of an array casts itself to its type, facets included: a parameter is not cut off or rounded by these, and its literal must not be.</summary>
    private static SqlUnaryExpression InlineArray(SqlConstantExpression literal, RelationalTypeMapping mapping)
    {
        var cast = "::" + mapping.StoreType;
        var type = UnlimitedType.Of(mapping.StoreType);
        if (type == mapping.StoreType || literal.Value is null || mapping.GenerateSqlLiteral(literal.Value) is not { } text || !text.EndsWith(cast, StringComparison.Ordinal))
        {
            return new SqlUnaryExpression(ExpressionType.Convert, literal, literal.Type, mapping);
        }

        return new SqlUnaryExpression(
            ExpressionType.Convert, new SqlFragmentExpression(text[..^cast.Length]), literal.Type, new StringTypeMapping(type, dbType: null));
    }
}
