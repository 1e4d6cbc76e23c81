using System.Linq.Expressions;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>
///     Looks for a SELECT below others that chooses among rows which are sent (a limit, a window) and is no part of the work for one row that stays: with ties, each shard could choose others, and the
///     result would be of several choices, where one database makes one.
/// </summary>
internal sealed class SentChoice : ExpressionVisitor
{
    private readonly HashSet<string> _sent;
    private bool _isFound;

    private SentChoice(IEnumerable<string> sent) => _sent = sent.ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether there is one.</summary>
    /// <param name="statement">The statement with what is sent in it.</param>
    /// <param name="sent">The aliases of what is sent.</param>
    public static bool IsIn(SelectExpression statement, IEnumerable<string> sent)
    {
        var choice = new SentChoice(sent);
        choice.VisitInside(statement);
        return choice._isFound;
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case SelectExpression select when select.Alias is null || !_sent.Contains(select.Alias):
                _isFound |= Chooses(select) && FreeAliases.Of(select).All(_sent.Contains) && SourcesOf(select).Any(s => s.Alias is not null && _sent.Contains(s.Alias));
                break;
            case SelectExpression:
                // The rows themselves, in a form that the provider's SQL reads.
                return node;
        }

        return base.VisitExtension(node);
    }

    private void VisitInside(SelectExpression statement) => base.VisitExtension(statement);

    private static bool Chooses(SelectExpression select)
        => (select.Limit ?? select.Offset) is not null || NestedExpressions.Of(select.Projection.Select(p => p.Expression)).Windows.Count > 0;

    /// <summary>What a SELECT reads, seen through derived tables and set operations.</summary>
    private static IEnumerable<TableExpressionBase> SourcesOf(SelectExpression select)
        => select.Tables.Select(t => t is JoinExpressionBase join ? join.Table : t).SelectMany(t => t switch
        {
            SelectExpression derived => SourcesOf(derived).Prepend(derived),
            SetOperationBase operation => SourcesOf(operation.Source1).Concat(SourcesOf(operation.Source2)),
            _ => [t],
        });
}
