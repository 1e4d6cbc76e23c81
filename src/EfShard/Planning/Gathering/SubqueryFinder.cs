using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Finds the subqueries of a SELECT that give one value a row, not those inside others.</summary>
/// <param name="found">Told each.</param>
internal sealed class SubqueryFinder(Action<SqlExpression> found) : ExpressionVisitor
{
    public void Visit(IEnumerable<SqlExpression> expressions)
    {
        foreach (var expression in expressions)
        {
            Visit(expression);
        }
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case ScalarSubqueryExpression or ExistsExpression:
                found((SqlExpression)node);
                return node;
            case SelectExpression:
                return node;
            default:
                return base.VisitExtension(node);
        }
    }
}
