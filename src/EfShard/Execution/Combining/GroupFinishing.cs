using EfShard.Execution.Merging;
using EfShard.Planning.Combining;

namespace EfShard.Execution.Combining;

/// <summary>Makes the statement's rows of the finished groups: HAVING, the columns, the order, OFFSET and LIMIT.</summary>
internal sealed class GroupFinishing(CombinePlan plan, IReadOnlyDictionary<string, object?> parameters, long offset, long? limit)
{
    private readonly ValueComparison[] _orders = plan.Orderings.Select(o => ValueComparison.Of(o.Order)).ToArray();

    public IReadOnlyList<object?[]> Finish(IReadOnlyList<Group> groups)
    {
        var evaluator = new ValueEvaluator(parameters, groups.Count);
        var kept = plan.Having is { } having ? groups.Where(g => evaluator.Evaluate(having, g) is true).ToList() : groups;
        if (plan.CountsGroups)
        {
            var counting = new ValueEvaluator(parameters, kept.Count);
            return [Row(counting, new Group([]))];
        }

        if (plan.Orderings.Count > 0)
        {
            // OrderBy is stable: groups that are equal in every key stay in the order in which they were seen.
            kept = kept.Select(g => (Group: g, Keys: plan.Orderings.Select(o => evaluator.Compared(o.Value, g)).ToArray()))
                .OrderBy(x => x.Keys, Comparer<object?[]>.Create(Compare))
                .Select(x => x.Group)
                .ToList();
        }

        var taken = offset == 0 && limit is null ? kept : kept.Skip(Clamp(offset)).Take(Clamp(limit ?? long.MaxValue));
        return taken.Select(g => Row(evaluator, g)).ToList();
    }

    private static int Clamp(long count) => (int)Math.Clamp(count, 0, int.MaxValue);

    private object?[] Row(ValueEvaluator evaluator, Group group)
    {
        var row = new object?[plan.Projection.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = evaluator.Evaluate(plan.Projection[i], group);
        }

        return row;
    }

    private int Compare(object?[] left, object?[] right)
    {
        for (var i = 0; i < _orders.Length; i++)
        {
            var ordering = plan.Orderings[i];
            var result = left[i] is null || right[i] is null
                ? (left[i] is null).CompareTo(right[i] is null) * (ordering.NullsFirst ? -1 : 1)
                : _orders[i].Compare(left[i], right[i]) * (ordering.IsAscending ? 1 : -1);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }
}
