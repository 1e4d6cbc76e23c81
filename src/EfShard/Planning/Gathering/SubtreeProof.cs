using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Proves that a SELECT inside a statement can be run by each shard for its own rows, by the same rules as whole statements
///     (<see cref="BlockAnalyzer" />), as if nothing stood around it. What does stand around it says which shards have rows that matter.
/// </summary>
internal sealed class SubtreeProof(ShardModel model, QueryDialect dialect, StatementAnalysis statement)
{
    private readonly bool _nullKeysExist = model.AllowsNullKeys || model.HasOptionalLinks;

    /// <summary>Where the rows of a SELECT are; <see langword="null" /> if shards can't answer it each by itself.</summary>
    /// <param name="select">The SELECT; it reads no column of what stands around it.</param>
    /// <param name="role">Whether shards do the whole of it (<see cref="BlockRole.Derived" />) or a part (<see cref="BlockRole.Partial" />).</param>
    public SubtreeSource? Of(SelectExpression select, BlockRole role)
    {
        var analysis = new StatementAnalysis();
        var block = new BlockAnalyzer(model, dialect, analysis).Analyze(select, new FactScope(_nullKeysExist), [], role);
        if (analysis.Refusal is not null || analysis.UnitesReplicatedRows || TableUse.Of(select).Tables.Count == 0)
        {
            return null;
        }

        if (analysis.Occurrences.Count == 0)
        {
            return new SubtreeSource(analysis.UnshardedTables.Count > 0 ? TableKind.Unsharded : TableKind.Reference, []);
        }

        var conditions = block.RoutingSources.Select(Known).Select(s => s.Condition).OfType<TableCondition>().DistinctBy(c => (c.Group, c.Condition)).ToList();
        return block.IsSpread && analysis.UnshardedTables.Count == 0 && conditions.Count > 0 ? new SubtreeSource(TableKind.Sharded, conditions) : null;
    }

    /// <summary>The same occurrence of a table as the whole statement knows it: more may be known of its key there.</summary>
    private ShardedSource Known(ShardedSource source)
        => statement.Occurrences.Find(o => o.Alias == source.Alias && o.Placement?.Table == source.Placement?.Table) ?? source;
}
