using System.Linq.Expressions;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

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
        return parameter.TypeMapping is { } mapping && mapping.StoreType == mapping.StoreTypeNameBase
            ? new SqlUnaryExpression(ExpressionType.Convert, literal, parameter.Type, mapping)
            : literal;
    }
}
