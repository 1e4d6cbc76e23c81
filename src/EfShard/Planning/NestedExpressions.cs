using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>What stands inside an expression and matters to the planner: subqueries, windows, and functions whose bodies can't be seen.</summary>
internal sealed class NestedExpressions : ExpressionVisitor
{
    /// <summary>Subqueries, each with the value that its one column is compared with (<c>item IN (SELECT ...)</c>), if any.</summary>
    public List<(SelectExpression Subquery, SqlExpression? Item)> Subqueries { get; } = [];

    public List<RowNumberExpression> Windows { get; } = [];

    /// <summary>Functions that the application mapped itself: their bodies may read any table.</summary>
    public List<SqlFunctionExpression> UserFunctions { get; } = [];

    public static NestedExpressions Of(IEnumerable<Expression?> expressions)
    {
        var nested = new NestedExpressions();
        foreach (var expression in expressions)
        {
            nested.Visit(expression);
        }

        return nested;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case SelectExpression subquery:
                Subqueries.Add((subquery, null));
                return node;
            case InExpression { Subquery: { } list } membership:
                Visit(membership.Item);
                Subqueries.Add((list, membership.Item));
                return node;
            case RowNumberExpression window:
                Windows.Add(window);
                break;
            case SqlFunctionExpression { IsBuiltIn: false } function:
                UserFunctions.Add(function);
                break;
        }

        return base.VisitExtension(node);
    }
}
