using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Collects what a statement says about the shards of one table.</summary>
internal static class TableConditions
{
    /// <summary>The conditions of all occurrences of a table; each adds its shards.</summary>
    public static IReadOnlyList<TableCondition> Of(ITableBase table, StatementAnalysis analysis)
        => Of(analysis.Occurrences.Where(o => o.Placement?.Table == table));

    /// <summary>The conditions of some occurrences of a table; of all of them if the analysis does not know each of these.</summary>
    public static IReadOnlyList<TableCondition> Of(IReadOnlyList<TableExpression> occurrences, StatementAnalysis analysis)
    {
        var known = occurrences.Select(t => analysis.Occurrences.Find(o => o.Alias == t.Alias && o.Placement?.Table == t.Table)).ToList();
        return known.Contains(null) ? Of(occurrences[0].Table, analysis) : Of(known!);
    }

    private static List<TableCondition> Of(IEnumerable<ShardedSource> sources)
        => sources.Select(s => s.Condition).OfType<TableCondition>().DistinctBy(c => (c.Group, c.Condition)).ToList();
}
