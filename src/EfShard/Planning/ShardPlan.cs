using System.Linq.Expressions;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;

namespace EfShard.Planning;

/// <summary>
///     How one statement is answered over shards: which conditions decide the shards, what they run, how their rows are merged, or why they
///     can't. Made once a statement and cached with it: it holds names of parameters, never values, shards or services.
/// </summary>
internal sealed class ShardPlan
{
    public required StatementKind Kind { get; init; }

    /// <summary>The statement as EF Core meant it: what runs when one shard can answer.</summary>
    public required Expression Original { get; init; }

    /// <summary>The conditions that decide which shards are asked; each adds its shards. Empty: the statement reads no sharded table.</summary>
    public IReadOnlyList<TableCondition> Conditions { get; init; } = [];

    /// <summary>Whether the statement reads unsharded tables: their shard is then always among those asked.</summary>
    public bool ReadsUnsharded { get; init; }

    /// <summary>Whether every shard is asked, whatever the conditions say: SQL of the application is asked of each, and what it reads can't be seen.</summary>
    public bool AsksAll { get; init; }

    /// <summary>Whether it is gathered even where one shard could answer: SQL of the application reads tables that the query names.</summary>
    public bool GathersForRawSql { get; init; }

    /// <summary>Whether no shard at all means no row at all; otherwise (an aggregate, say) there is a row.</summary>
    public bool IsEmptyWithoutShards { get; init; }

    /// <summary>The row that no shard at all gives, where there is one and it is known.</summary>
    public IReadOnlyList<(object? Value, Type Type)>? EmptyAnswer { get; init; }

    /// <summary>What several shards run; <see langword="null" /> when they can't.</summary>
    public Pushdown? Pushdown { get; init; }

    /// <summary>
    ///     What brings rows of several shards together where they can't answer each by themselves; <see langword="null" /> when even that can't
    ///     be done. Worked out when first asked for: most statements never need it.
    /// </summary>
    public Lazy<GatherPlan>? Gather { get; init; }

    /// <summary>
    ///     What sends small tables to the shards of a large one, where that leaves nothing to gather; <see langword="null" /> where it does not. Tried before a gather, and
    ///     worked out when first asked for.
    /// </summary>
    public Lazy<BroadcastPlan?>? Broadcast { get; init; }

    /// <summary>Whether a gather of it ships groups only, and no broadcast is tried before: then no policy concerns it.</summary>
    public bool IsCombinedByDatabase => Kind is StatementKind.Select && Gather?.Value.IsCombining is true && Broadcast?.Value is null;

    /// <summary>For an update or delete, what applies the keys and values that <see cref="Gather" /> reads; <see langword="null" /> where it can't be done so.</summary>
    public GatheredWrite? GatheredWrite { get; init; }

    /// <summary>What the query itself says of gathering, <c>WithGather</c>: the number of a <see cref="EfShard.GatherPolicy" />.</summary>
    public ValueSource? GatherPolicy { get; set; }

    /// <summary>Why several shards can't answer.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Why even one shard must be named by the user (raw SQL, say).</summary>
    public Refusal? NeedsPin { get; init; }

    /// <summary>Why no shard may run the statement, not even one that the user names.</summary>
    public Refusal? Forbidden { get; init; }

    /// <summary>The shard that the query itself names, <c>OnShard</c>.</summary>
    public ValueSource? Shard { get; init; }

    /// <summary>How fresh the query itself wants its rows, <c>WithConsistency</c>.</summary>
    public ValueSource? Consistency { get; set; }
}
