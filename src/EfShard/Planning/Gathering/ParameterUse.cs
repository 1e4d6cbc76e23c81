using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Tells whether a statement reads parameters.</summary>
internal sealed class ParameterUse : ExpressionVisitor
{
    private bool _found;

    public static bool In(Expression? statement)
    {
        var use = new ParameterUse();
        use.Visit(statement);
        return use._found;
    }

    protected override Expression VisitExtension(Expression node)
    {
        _found |= node is SqlParameterExpression;
        return _found ? node : base.VisitExtension(node);
    }
}
