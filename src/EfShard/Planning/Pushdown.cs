using System.Linq.Expressions;
using EfShard.Planning.Combining;
using EfShard.Planning.Paging;

namespace EfShard.Planning;

/// <summary>What each shard runs when several are asked, and how their rows become one result.</summary>
internal sealed class Pushdown
{
    /// <summary>The statement of a leg.</summary>
    public required Expression Statement { get; init; }

    /// <summary>The keys that the legs' rows are merged by; empty when the legs follow one another.</summary>
    public IReadOnlyList<MergeKey> MergeKeys { get; init; } = [];

    /// <summary>How many rows (or parents) the result has at most.</summary>
    public ValueSource? Limit { get; init; }

    /// <summary>How many rows (or parents) are left out at its start.</summary>
    public ValueSource? Offset { get; init; }

    /// <summary>
    ///     The columns that tell one parent from the next when <see cref="Limit" /> and <see cref="Offset" /> count parents (Include with Take);
    ///     <see langword="null" /> when they count rows.
    /// </summary>
    public IReadOnlyList<int>? ParentKey { get; init; }

    /// <summary>
    ///     Columns that must not be null in a row of the result: what was an inner join below counted parents is an outer join on the legs, so that
    ///     parents without a match are counted too, and then left out.
    /// </summary>
    public IReadOnlyList<int> RequiredColumns { get; init; } = [];

    /// <summary>How a page far down is read without the rows before it; <see langword="null" /> where it is no page, or can't be.</summary>
    public PagePlan? Page { get; init; }

    /// <summary>
    ///     Whether the result is one row that is known by its primary key, and what belongs to it, so that the first leg that has it answers for all:
    ///     <c>Find</c> without the shard key.
    /// </summary>
    public bool StopsAtFirst { get; init; }

    /// <summary>Set when each leg returns one truth value.</summary>
    public TruthMerge? Truth { get; init; }

    /// <summary>Set when the legs return partial groups.</summary>
    public CombinePlan? Combine { get; init; }

    /// <summary>What is compared by the databases' default collation, if anything is: only the database tells whether that can be reproduced.</summary>
    public string? ComparedByDefault
        => Combine is null ? MergeKeys.FirstOrDefault(k => k.Order is ValueOrder.TextDefault)?.Text : Combine.ComparedByDefault;

    /// <summary>The lists of shard keys of which each leg is given only those it owns.</summary>
    public IReadOnlyList<KeyCondition.OneOf> SplitLists { get; init; } = [];
}
