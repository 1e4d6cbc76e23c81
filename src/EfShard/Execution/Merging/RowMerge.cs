using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>Decides which leg's current row comes next. Legs are read one row ahead at most; nothing is copied.</summary>
internal abstract class RowMerge
{
    /// <summary>What <see cref="Next" /> returns after the last row.</summary>
    public const int End = -1;

    /// <summary>Advances to the next row.</summary>
    /// <returns>The leg whose reader stands on it, or <see cref="End" />.</returns>
    public abstract int Next();

    /// <summary>As <see cref="Next" />, without blocking.</summary>
    public abstract ValueTask<int> NextAsync(CancellationToken cancellationToken);

    /// <summary>Builds the merge that a plan asks for.</summary>
    public static RowMerge Create(RelationalDataReader[] legs, Planning.Pushdown plan, MergeColumn[] keys, long offset, long? limit)
    {
        if (plan.Truth is { } truth)
        {
            return new TruthRowMerge(legs, truth);
        }

        RowMerge merge = keys.Length == 0 ? new ConcatenatingMerge(legs) : new OrderedMerge(legs, keys);
        if (offset != 0 || limit is not null)
        {
            merge = plan.ParentKey is { } parentKey
                ? new ParentLimitingMerge(merge, legs, parentKey, offset, limit)
                : new LimitingMerge(merge, offset, limit);
        }

        return plan.RequiredColumns.Count == 0 ? merge : new RequiringMerge(merge, legs, plan.RequiredColumns);
    }
}
