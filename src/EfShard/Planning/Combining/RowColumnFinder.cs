using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Combining;

/// <summary>Finds columns of the rows of a SELECT that groups, where they are not a part of what it groups by.</summary>
internal sealed class RowColumnFinder : ExpressionVisitor
{
    private readonly IReadOnlyList<SqlExpression> _groups;
    private readonly IReadOnlySet<string> _own;
    private bool _found;

    public RowColumnFinder(SelectExpression select, IReadOnlyList<SqlExpression> groups)
    {
        _groups = groups;
        _own = AliasFinder.Of(select);
    }

    public bool Finds(SqlExpression expression)
    {
        _found = false;
        Visit(expression);
        return _found;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case SqlExpression key when _groups.Contains(key):
                return node;
            case ColumnExpression column when _own.Contains(column.TableAlias):
                _found = true;
                return node;
            default:
                return base.VisitExtension(node);
        }
    }
}
