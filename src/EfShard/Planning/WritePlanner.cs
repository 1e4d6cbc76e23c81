using System.Linq.Expressions;
using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Plans ExecuteUpdate and ExecuteDelete. Each shard may run the statement by itself only if no limit or order counts rows of all shards and
///     everything it reads is co-located with the rows it changes.
/// </summary>
internal sealed class WritePlanner(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    public ShardPlan PlanUpdate(UpdateExpression update, BlockResult block, StatementHints hints)
    {
        var placement = model.GetPlacement(update.Table.Table);
        var keyColumns = placement.KeyColumns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        if (update.ColumnValueSetters.Any(s => keyColumns.Contains(s.Column.Name)))
        {
            analysis.RequirePin(Refusals.ShardKeyChange(update.Table.Name));
        }

        var forbidden = update.ColumnValueSetters.Select(s => s.Column.Name).FirstOrDefault(placement.GlobalIndexes.ContainsKey) is { } indexed
            ? Refusals.GlobalIndexChange(update.Table.Name, indexed)
            : null;
        return Plan(update, update.Table, update.SelectExpression, update.ColumnValueSetters, block, hints, forbidden);
    }

    public ShardPlan PlanDelete(Expression statement, TableExpression target, SelectExpression rows, BlockResult block, StatementHints hints)
        => Plan(
            statement, target, rows, [], block, hints,
            model.GetPlacement(target.Table).GlobalIndexes.Keys.FirstOrDefault() is { } column ? Refusals.GlobalIndexDelete(target.Name, column) : null);

    private string? WhyCopiesDiffer(TableExpression target, SelectExpression select, IReadOnlyList<ColumnValueSetter> setters)
        => analysis.Occurrences.Count > 0 || analysis.UnshardedTables.Count > 0 ? "it reads tables that are not the same on every shard"
            : CopyDifferences.Find(select, setters, target.Alias);

    private ShardPlan Plan(
        Expression statement, TableExpression target, SelectExpression select, IReadOnlyList<ColumnValueSetter> setters, BlockResult block,
        StatementHints hints, Refusal? forbidden)
    {
        var kind = model.GetPlacement(target.Table).Kind;
        // Each copy would become what its own shard sees. Keys and values that are gathered once are the same for all.
        if (kind is TableKind.Reference && WhyCopiesDiffer(target, select, setters) is { } why)
        {
            analysis.Refuse(Refusals.ReferenceWriteDiffers(target.Name, why));
        }

        if (select is { Limit: not null } or { Offset: not null } or { IsDistinct: true } or { GroupBy.Count: > 0 })
        {
            analysis.Refuse(Refusals.WriteOverShards(target.Name));
        }

        if (analysis.GroupsToCombine is [var groups, ..])
        {
            analysis.Refuse(groups.Otherwise);
        }

        if (analysis.Occurrences.Count > 0 && analysis.UnshardedTables.Count > 0)
        {
            analysis.Refuse(Refusals.Unsharded(analysis.UnshardedTables[0]));
        }

        var gathered = new WriteGatherer(model, dialect, analysis).Plan(target, select, setters);
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
            Forbidden = forbidden,
            GatheredWrite = gathered?.Write,
            Gather = gathered?.Gather,
            GatherPolicy = hints.Gather,
            Shard = hints.Shard,
        };
    }
}
