using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Chooses the order in which parts are shipped, and which of them are narrowed by keys of those before.</summary>
internal static class KeySources
{
    /// <summary>Orders tables so that those whose keys narrow others come first.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="occurrences">Its tables, each with all its occurrences.</param>
    /// <param name="narrow">How narrow a table is by itself: narrow ones narrow others.</param>
    public static IReadOnlyList<(ITableBase Table, (IColumnBase From, string Column)? Keys)> Order(
        Expression statement, ILookup<ITableBase, TableExpression> occurrences, Func<ITableBase, int> narrow)
    {
        var joins = KeyJoins.Of(statement)
            .Where(j => occurrences[j.Table.Table].Count() == 1 && j.From.Table != j.Table.Table && occurrences.Contains(j.From.Table) && IsComparable(j))
            .ToList();
        var ordered = new List<(ITableBase, (IColumnBase, string)?)>();
        var shipped = new HashSet<ITableBase>();
        var waiting = occurrences.Select(o => o.Key).ToList();
        while (waiting.Count > 0)
        {
            // The narrowest first; after it whatever its keys narrow.
            var next = waiting
                .OrderByDescending(t => joins.Exists(j => j.Table.Table == t && shipped.Contains(j.From.Table)))
                .ThenByDescending(narrow)
                .First();
            var join = joins.Find(j => j.Table.Table == next && shipped.Contains(j.From.Table));
            ordered.Add((next, join.Table is null ? null : (join.From, join.Column)));
            shipped.Add(next);
            waiting.Remove(next);
        }

        return ordered;
    }

    /// <summary>Whether the one column's values can be looked for in the other just as the statement does: same type, same collation.</summary>
    private static bool IsComparable((TableExpression Table, string Column, IColumnBase From) join)
        => join.Table.Table.FindColumn(join.Column) is { } column
            && column.StoreType == join.From.StoreType
            && ShardModel.GetCollation(column) == ShardModel.GetCollation(join.From);
}
