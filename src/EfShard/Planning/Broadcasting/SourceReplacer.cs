using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>Puts other sources in the place of a statement's tables, under the same aliases and with the same columns.</summary>
internal sealed class SourceReplacer(Func<TableExpression, TableExpressionBase?> replace) : ExpressionVisitor
{
    protected override Expression VisitExtension(Expression node) => node is TableExpression table ? replace(table) ?? table : base.VisitExtension(node);
}
