namespace EfShard.Planning;

/// <summary>Chooses which tables' conditions decide the shards of a statement.</summary>
internal static class PlanConditions
{
    /// <summary>
    ///     Where each shard can answer by itself, the shards are those that can hold rows of what spreads the statement. Otherwise only a single
    ///     shard can answer: the one that holds every row of every table that matters, so that each table has its say.
    /// </summary>
    public static IReadOnlyList<TableCondition> Choose(StatementAnalysis analysis, BlockResult root)
    {
        var deciding = analysis.Refusal is null && root.IsSpread ? root.RoutingSources : analysis.Occurrences;
        return deciding
            .Select(s => s.Condition)
            .OfType<TableCondition>()
            .DistinctBy(c => (c.Group, c.Condition, c.Lookup))
            .ToList();
    }
}
