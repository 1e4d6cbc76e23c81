using System.Linq.Expressions;

namespace EfShard.Planning.Gathering;

/// <summary>Chooses the order in which parts are shipped, and which of them are narrowed by keys of those before.</summary>
internal static class KeySources
{
    /// <summary>Orders what is shipped so that what narrows others by its keys comes first.</summary>
    /// <param name="statement">What is left of the statement.</param>
    /// <param name="candidates">What is shipped for it.</param>
    public static IReadOnlyList<(PartCandidate Part, (PartCandidate From, string FromColumn, string Column)? Keys)> Order(
        Expression statement, IReadOnlyList<PartCandidate> candidates)
    {
        PartCandidate? Find(Microsoft.EntityFrameworkCore.Metadata.ITableBase table) => candidates.FirstOrDefault(c => c.Table == table);
        var joins = KeyJoins.Of(statement)
            .Select(j => (To: Find(j.Table.Table), j.Column, From: Find(j.From), j.FromColumn))
            .Where(j => j.To is { IsOnce: true } && j.From is not null && j.From != j.To && j.To.CanNarrowBy(j.Column) && IsComparable(j.To, j.Column, j.From, j.FromColumn))
            .ToList();
        var ordered = new List<(PartCandidate, (PartCandidate, string, string)?)>();
        var waiting = candidates.ToList();
        while (waiting.Count > 0)
        {
            // The narrowest first; after it whatever its keys narrow.
            bool IsShipped(PartCandidate? part) => part is not null && !waiting.Contains(part);
            var next = waiting
                .OrderByDescending(c => joins.Exists(j => j.To == c && IsShipped(j.From)))
                .ThenByDescending(c => c.Narrowness)
                .First();
            var join = joins.Find(j => j.To == next && IsShipped(j.From));
            ordered.Add((next, join.To is null ? null : (join.From!, join.FromColumn, join.Column)));
            waiting.Remove(next);
        }

        return ordered;
    }

    /// <summary>Whether the one column's values can be looked for in the other just as the statement does: same type, same collation.</summary>
    private static bool IsComparable(PartCandidate to, string column, PartCandidate from, string fromColumn)
        => to.Describe(column) is { StoreType: not null } one && from.Describe(fromColumn) is { StoreType: not null } other
            && one.StoreType == other.StoreType && one.Collation == other.Collation && one.Collation != CollationFinder.Unknown;
}
