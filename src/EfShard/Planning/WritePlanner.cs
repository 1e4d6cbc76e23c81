using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Plans ExecuteUpdate and ExecuteDelete. Each shard may run the statement by itself only if no limit or order counts rows of all shards and
///     everything it reads is co-located with the rows it changes.
/// </summary>
internal sealed class WritePlanner(ShardModel model, StatementAnalysis analysis)
{
    public ShardPlan PlanUpdate(UpdateExpression update, BlockResult block, ValueSource? shard)
    {
        var placement = model.GetPlacement(update.Table.Table);
        var keyColumns = placement.KeyColumns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        if (update.ColumnValueSetters.Any(s => keyColumns.Contains(s.Column.Name)))
        {
            analysis.RequirePin(Refusals.ShardKeyChange(update.Table.Name));
        }

        return Plan(update, update.Table, update.SelectExpression, block, shard);
    }

    public ShardPlan PlanDelete(Expression statement, TableExpression target, BlockResult block, ValueSource? shard)
        => Plan(statement, target, (statement as DeleteExpression)?.SelectExpression, block, shard);

    private ShardPlan Plan(Expression statement, TableExpression target, SelectExpression? select, BlockResult block, ValueSource? shard)
    {
        var kind = model.GetPlacement(target.Table).Kind;
        if (select is { Limit: not null } or { Offset: not null } or { IsDistinct: true } or { GroupBy.Count: > 0 })
        {
            analysis.Refuse(Refusals.WriteOverShards(target.Name));
        }

        if (analysis.GroupsToCombine is [var groups, ..])
        {
            analysis.Refuse(groups.Otherwise);
        }

        if (kind is TableKind.Reference && (analysis.Occurrences.Count > 0 || analysis.UnshardedTables.Count > 0))
        {
            analysis.RequirePin(Refusals.ReferenceWriteReadsSharded(target.Name));
        }

        if (analysis.Occurrences.Count > 0 && analysis.UnshardedTables.Count > 0)
        {
            analysis.Refuse(Refusals.Unsharded(analysis.UnshardedTables[0]));
        }

        return new ShardPlan
        {
            Kind = kind is TableKind.Reference ? StatementKind.ReferenceWrite : StatementKind.Write,
            Original = statement,
            Conditions = PlanConditions.Choose(analysis, block),
            ReadsUnsharded = analysis.UnshardedTables.Count > 0 || kind is TableKind.Unsharded,
            IsEmptyWithoutShards = true,
            Pushdown = analysis.Refusal is null && kind is not TableKind.Unsharded
                ? new Pushdown { Statement = statement, SplitLists = SplitLists.Find(statement, block, analysis) }
                : null,
            Refusal = analysis.Refusal,
            NeedsPin = analysis.NeedsPin,
            Shard = shard,
        };
    }
}
