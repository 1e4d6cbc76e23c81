using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Finds the aliases of all tables inside a derived table.</summary>
internal sealed class AliasFinder : ExpressionVisitor
{
    private readonly HashSet<string> _aliases = new(StringComparer.Ordinal);

    public static IReadOnlySet<string> Inside(SelectExpression derived)
    {
        var finder = new AliasFinder();
        finder.Visit(derived);
        finder._aliases.Remove(derived.Alias!);
        return finder._aliases;
    }

    protected override Expression VisitExtension(Expression node)
    {
        if (node is TableExpressionBase { Alias: { } alias })
        {
            _aliases.Add(alias);
        }

        return base.VisitExtension(node);
    }
}
