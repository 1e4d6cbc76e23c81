using System.Linq.Expressions;

namespace EfShard.Differential.Tests.Rows;

/// <summary>Puts an expression in the place of a parameter.</summary>
internal sealed class Replacing(ParameterExpression parameter, Expression by) : ExpressionVisitor
{
    protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
}
