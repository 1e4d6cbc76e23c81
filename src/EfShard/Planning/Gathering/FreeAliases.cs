using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Finds the tables that an expression reads columns of without having them in it: those of the SELECTs around it.</summary>
internal sealed class FreeAliases : ExpressionVisitor
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>The aliases of those tables.</summary>
    public static IReadOnlySet<string> Of(Expression expression)
    {
        var free = new FreeAliases();
        free.Visit(expression);
        free._read.ExceptWith(free._own);
        return free._read;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case ColumnExpression column:
                _read.Add(column.TableAlias);
                break;
            case TableExpressionBase { Alias: { } alias }:
                _own.Add(alias);
                break;
        }

        return base.VisitExtension(node);
    }
}
