using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Puts other expressions in the place of columns.</summary>
/// <param name="replace">What stands in a column's place; <see langword="null" /> where it stays.</param>
internal sealed class ColumnReplacer(Func<ColumnExpression, SqlExpression?> replace) : ExpressionVisitor
{
    protected override Expression VisitExtension(Expression node)
        => node is ColumnExpression column && replace(column) is { } other ? other : base.VisitExtension(node);
}
