using System.Linq.Expressions;

namespace EfShard.Differential.Tests.Rows;

/// <summary>Puts what a row's columns are made of in their place.</summary>
internal sealed class ReplacingColumns(ParameterExpression row, Func<string, Expression> column) : ExpressionVisitor
{
    protected override Expression VisitMember(MemberExpression node)
        => node.Expression == row ? column(node.Member.Name) : base.VisitMember(node);
}
