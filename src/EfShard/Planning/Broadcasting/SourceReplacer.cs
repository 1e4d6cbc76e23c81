using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>Puts other sources in the place of a statement's tables and SELECTs, under the same aliases and with the same columns.</summary>
internal sealed class SourceReplacer(Func<TableExpressionBase, TableExpressionBase?> replace) : ExpressionVisitor
{
    protected override Expression VisitExtension(Expression node)
        => node is TableExpression or SelectExpression && replace((TableExpressionBase)node) is { } other ? other : base.VisitExtension(node);
}
