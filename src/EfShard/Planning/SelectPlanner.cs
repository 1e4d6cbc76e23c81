using System.Linq.Expressions;
using EfShard.Model;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Combining;
using EfShard.Planning.Gathering;
using EfShard.Planning.Paging;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Plans a SELECT whose co-location is known: what a leg runs, and how legs are merged.</summary>
internal sealed class SelectPlanner(ShardModel? model, QueryDialect dialect, StatementAnalysis analysis)
{
    public ShardPlan Plan(SelectExpression root, BlockResult block, StatementHints hints)
    {
        if (analysis.Occurrences.Count > 0 && analysis.UnshardedTables.Count > 0)
        {
            analysis.Refuse(Refusals.Unsharded(analysis.UnshardedTables[0]));
        }

        // Without rows of the sharded tables there are none at all, unless rows that are everywhere come in beside them.
        var readsNothingElse = block.IsSpread && !analysis.UnitesReplicatedRows;
        var pushdown = block.IsSpread && analysis.Refusal is null ? PlanLegs(root, block) : null;
        var conditions = PlanConditions.Choose(analysis, block);
        var mayGather = model is not null && dialect.CanGather && !analysis.ReadsUnseen;

        // What one kind of rows can answer is not helped by sending some of them.
        var mayBroadcast = mayGather && !analysis.GathersForRawSql && pushdown is null && dialect.Broadcasting is not null
            && (analysis.UnshardedTables.Count > 0 || analysis.Occurrences.Count > 1)
            && conditions.Any(c => c.Condition is KeyCondition.Any);
        var gather = mayGather ? new Lazy<GatherPlan>(() => new GatherPlanner(model!, dialect, analysis).Plan(root, hints.Tables)) : null;
        return new ShardPlan
        {
            Kind = StatementKind.Select,
            Original = root,
            Conditions = conditions,
            ReadsUnsharded = analysis.UnshardedTables.Count > 0,
            AsksAll = analysis.AsksAllForRawSql,
            GathersForRawSql = analysis.GathersForRawSql,
            IsEmptyWithoutShards = readsNothingElse && root.Tables.Count > 0 && !AggregateFinder.IsWholeTableAggregate(root, dialect),
            EmptyAnswer = readsNothingElse ? EmptyAnswer.Of(root, dialect) : null,
            Pushdown = pushdown,
            Gather = gather,
            Broadcast = mayBroadcast ? new Lazy<BroadcastPlan?>(PlanBroadcast) : null,
            Refusal = analysis.Refusal,
            NeedsPin = analysis.NeedsPin,
            Shard = hints.Shard,
            GatherPolicy = hints.Gather,
        };

        // Groups of every shard are fewer than the rows that they are made of, and first rows with what belongs to them fewer than a whole table.
        BroadcastPlan? PlanBroadcast()
            => (analysis.UnshardedTables.Count == 0 && gather!.Value.IsCombining) || LimitBelowJoins.Move(root, dialect) != root
                ? null
                : new BroadcastPlanner(model!, dialect, analysis).Plan(root, gather!.Value);
    }

    private Pushdown? PlanLegs(SelectExpression root, BlockResult block)
    {
        var counts = (SelectExpression[])[root, .. root.Tables.Take(1).OfType<SelectExpression>()];
        if (counts.SelectMany(s => new[] { s.Limit, s.Offset }).Any(c => c is not (null or SqlConstantExpression or SqlParameterExpression)))
        {
            // Take after Take is LIMIT min(a, b): the merge knows numbers only.
            analysis.Refuse(Refusals.ComputedLimit());
            return null;
        }

        if (root.Tables.Count == 0)
        {
            if (RootShape.GetTruthMerge(root) is { } truth)
            {
                return new Pushdown { Statement = root, Truth = truth };
            }

            analysis.Refuse(Refusals.UncorrelatedSubquery(block.Drivers[0]));
            return null;
        }

        var splitLists = SplitLists.Find(root, block, analysis);
        if (analysis.GroupsToCombine is [var groups, ..])
        {
            if (new CombinePlanner(dialect).Plan(root, groups, splitLists) is { } combined)
            {
                return combined;
            }

            analysis.Refuse(groups.Otherwise);
            return null;
        }

        var (projection, keys) = PlanMerge(root);
        if (analysis.Refusal is not null)
        {
            return null;
        }

        if (RootShape.IsLimitedParent(root))
        {
            return new LimitedParentPlanner(model!, dialect, analysis).Plan(root, block, projection, keys, splitLists);
        }

        var statement = root.Update(
            root.Tables, root.Predicate, root.GroupBy, root.Having, projection, PagePlanner.Total(root), offset: null, LegLimit.Of(root, dialect));
        return new Pushdown
        {
            Statement = statement,
            MergeKeys = keys,
            Limit = ReadCount(root.Limit),
            Offset = ReadCount(root.Offset),
            SplitLists = splitLists,
            Page = new PagePlanner(dialect).OfRows(root, projection, keys),
            StopsAtFirst = OneRow.Is(root),
        };
    }

    /// <summary>Finds each ORDER BY among the projected columns, or adds it behind them where EF Core does not look.</summary>
    private (IReadOnlyList<ProjectionExpression> Projection, IReadOnlyList<MergeKey> Keys) PlanMerge(SelectExpression root)
    {
        var projection = root.Projection.ToList();
        var keys = new List<MergeKey>();
        var collations = new CollationFinder(root);
        foreach (var ordering in root.Orderings)
        {
            if (ordering.Expression is SqlConstantExpression or SqlParameterExpression)
            {
                continue;
            }

            var text = ordering.Expression is ColumnExpression column ? $"{column.TableAlias}.{column.Name}" : "an expression";
            if (collations.FindOrder(ordering.Expression, dialect) is not { } order)
            {
                analysis.Refuse(Refusals.Order(text));
                continue;
            }

            var ordinal = projection.FindIndex(p => p.Expression.Equals(ordering.Expression));
            if (ordinal < 0)
            {
                if (root.IsDistinct)
                {
                    analysis.Refuse(Refusals.Order(text));
                    continue;
                }

                ordinal = projection.Count;
                projection.Add(new ProjectionExpression(ordering.Expression, "__m" + keys.Count));
            }

            keys.Add(new MergeKey(ordinal, order, ordering.IsAscending, ordering.IsAscending == dialect.NullsFirst, text));
        }

        return (projection, keys);
    }

    internal static ValueSource? ReadCount(SqlExpression? count) => count switch
    {
        null => null,
        SqlConstantExpression constant => new ValueSource.Constant(constant.Value),
        SqlParameterExpression parameter => ValueSource.Of(parameter),
        _ => throw new NotSupportedException($"A LIMIT or OFFSET of type '{count.GetType().Name}' is neither a constant nor a parameter."),
    };
}
