using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Finds the aliases of tables.</summary>
internal sealed class AliasFinder : ExpressionVisitor
{
    private readonly HashSet<string> _aliases = new(StringComparer.Ordinal);

    /// <summary>Those of the tables that a SELECT joins, without what is inside of them.</summary>
    public static IReadOnlySet<string> Of(SelectExpression select)
        => select.Tables.Select(table => (table is JoinExpressionBase join ? join.Table : table).Alias!).ToHashSet(StringComparer.Ordinal);

    /// <summary>Those of all tables inside a derived table.</summary>
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
