using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Finds aggregate functions of a SELECT itself, not those of subqueries inside it.</summary>
internal sealed class AggregateFinder(QueryDialect dialect) : ExpressionVisitor
{
    private bool _found;

    /// <summary>Whether an expression has an aggregate in it.</summary>
    public static bool Finds(Expression expression, QueryDialect dialect)
    {
        var finder = new AggregateFinder(dialect);
        finder.Visit(expression);
        return finder._found;
    }

    /// <summary>Whether a SELECT turns all its rows into one, without GROUP BY.</summary>
    public static bool IsWholeTableAggregate(SelectExpression select, QueryDialect dialect)
    {
        if (select.GroupBy.Count > 0)
        {
            return false;
        }

        var finder = new AggregateFinder(dialect);
        foreach (var projection in select.Projection)
        {
            finder.Visit(projection.Expression);
        }

        finder.Visit(select.Having);
        foreach (var ordering in select.Orderings)
        {
            finder.Visit(ordering.Expression);
        }

        return finder._found || select.Having is not null;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case SelectExpression:
                return node;
            case SqlFunctionExpression function when dialect.IsAggregate(function):
                _found = true;
                return node;
            default:
                return base.VisitExtension(node);
        }
    }
}
