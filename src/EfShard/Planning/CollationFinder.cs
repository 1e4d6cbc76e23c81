using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Finds the collation that the model knows for an expression: named in the query, or that of the column behind it.</summary>
internal sealed class CollationFinder(SelectExpression root)
{
    public string? Find(SqlExpression expression) => expression switch
    {
        CollateExpression collate => collate.Collation,
        ColumnExpression { Column: { } column } => ShardModel.GetCollation(column),
        ColumnExpression column => FindThrough(column),
        _ => InsideFinder.Find(this, expression),
    };

    private string? FindThrough(ColumnExpression column)
    {
        foreach (var table in root.Tables)
        {
            var source = table is JoinExpressionBase join ? join.Table : table;
            if (source.Alias != column.TableAlias)
            {
                continue;
            }

            var inside = source as SelectExpression ?? (source as SetOperationBase)?.Source1;
            return inside?.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression is { } projected
                ? new CollationFinder(inside).Find(projected)
                : null;
        }

        return null;
    }

    /// <summary>An expression takes the collation of what it is made of; where that is not the default, the first one found tells enough.</summary>
    private sealed class InsideFinder(CollationFinder collations) : ExpressionVisitor
    {
        private string? _found;

        public static string? Find(CollationFinder collations, SqlExpression expression)
        {
            var finder = new InsideFinder(collations);
            finder.VisitExtensionChildren(expression);
            return finder._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is ColumnExpression or CollateExpression)
            {
                _found ??= collations.Find((SqlExpression)node);
                return node;
            }

            return base.VisitExtension(node);
        }

        private void VisitExtensionChildren(SqlExpression expression) => base.VisitExtension(expression);
    }
}
