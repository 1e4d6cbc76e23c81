using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Puts other tables in the place of a statement's own. Aliases and columns stay as they are.</summary>
internal sealed class TableReplacer(IReadOnlyDictionary<ITableBase, TemporaryTable> replacements) : ExpressionVisitor
{
    protected override Expression VisitExtension(Expression node)
        => node is TableExpression table && replacements.TryGetValue(table.Table, out var replacement)
            ? new TableExpression(table.Alias, replacement)
            : base.VisitExtension(node);
}
