using System.Linq.Expressions;
using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Finds the collation that the model knows for an expression (named in the query, or that of the column behind it), and with it the order of its values.</summary>
/// <param name="select">The SELECT that the expression belongs to.</param>
/// <param name="outer">The same for the SELECT around it.</param>
internal sealed class CollationFinder(SelectExpression select, CollationFinder? outer = null)
{
    /// <summary>Stands for the collation of what SQL and functions of the application return: it may be any.</summary>
    public const string Unknown = "(unknown)";

    public string? Find(SqlExpression expression) => expression switch
    {
        CollateExpression collate => collate.Collation,
        ColumnExpression column => Find(column),
        _ => InsideFinder.Find(this, expression),
    };

    /// <summary>How the database orders the values of an expression of the SELECT; <see langword="null" /> where that can't be reproduced exactly.</summary>
    public ValueOrder? FindOrder(SqlExpression expression, QueryDialect dialect)
    {
        var collation = Find(expression);
        var order = dialect.GetOrder(expression, collation);

        // What is no one table's column comes of several, by a set operation: of these one may keep its values as numbers, another as text.
        return order is ValueOrder.Integer && expression is ColumnExpression column && ColumnOrigin.Find(column, select) is null
            ? dialect.GetEquality(expression, collation)
            : order;
    }

    private string? Find(ColumnExpression column)
    {
        if (ColumnOrigin.Find(column, select) is { } known)
        {
            return ShardModel.GetCollation(known);
        }

        var source = ColumnOrigin.FindSource(column, select);
        switch (source)
        {
            case FromSqlExpression or TableValuedFunctionExpression { StoreFunction: not null }:
                return Unknown;

            // PostgreSQL's elements are compared as their array is.
            case TableValuedFunctionExpression { Name: "unnest" } unnest:
                return unnest.Arguments.Select(Find).FirstOrDefault(c => c is not null);
        }

        var inside = source as SelectExpression ?? (source as SetOperationBase)?.Source1;
        return inside?.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression is { } projected
            ? Keep(inside, projected, new CollationFinder(inside, this).Find(projected))
            : source is null ? outer?.Find(column) : null;
    }

    /// <summary>On Sqlite only columns, casts and COLLATE have a collation (https://sqlite.org/datatype3.html#collation); what is worked out of them has none.</summary>
    private static string? Keep(SelectExpression inside, SqlExpression projected, string? found)
        => found is null or Unknown
            || projected is ColumnExpression or CollateExpression or SqlUnaryExpression { OperatorType: ExpressionType.Convert }
            || TableUse.Of(inside).Tables.FirstOrDefault() is not { } table
            || !StoreDialect.IsSqlite(table.Table.Model.Model)
                ? found
                : null;

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
            switch (node)
            {
                case ColumnExpression or CollateExpression:
                    _found ??= collations.Find((SqlExpression)node);
                    return node;

                case SelectExpression subquery:
                    var inside = new CollationFinder(subquery, collations);
                    _found ??= subquery.Projection.Select(p => inside.Find(p.Expression)).FirstOrDefault(c => c is not null);
                    return node;

                default:
                    return base.VisitExtension(node);
            }
        }

        private void VisitExtensionChildren(Expression expression) => base.VisitExtension(expression);
    }
}
