using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Planning.Gathering;

/// <summary>Collects what a statement says about the shards of one table.</summary>
internal static class TableConditions
{
    /// <summary>The conditions of all occurrences of a table; each adds its shards.</summary>
    public static IReadOnlyList<TableCondition> Of(ITableBase table, StatementAnalysis analysis)
        => analysis.Occurrences
            .Where(o => o.Placement?.Table == table)
            .Select(o => o.Condition)
            .OfType<TableCondition>()
            .DistinctBy(c => (c.Group, c.Condition))
            .ToList();
}
