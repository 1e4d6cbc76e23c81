using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>Where the rows of one table (or view) live, in the words of the table: what the planner needs to know of the model.</summary>
internal sealed class TablePlacement
{
    public required ITableBase Table { get; init; }

    public required TableKind Kind { get; init; }

    /// <summary>The co-location group of a sharded table; <see langword="null" /> otherwise.</summary>
    public string? Group { get; init; }

    /// <summary>
    ///     The shard key's components as columns of this table, in the key's order; empty when the table is not sharded, or when it inherits
    ///     its shard from another table (<see cref="Links" />) and has no such columns itself.
    /// </summary>
    public IReadOnlyList<ShardKeyColumn> KeyColumns { get; init; } = [];

    /// <summary>Columns whose values, where they are ids of <c>HasShardedId()</c>, carry the slot of the row's shard key.</summary>
    public IReadOnlyList<string> SlotColumns { get; init; } = [];

    /// <summary>Columns with an index that is unique over all shards.</summary>
    public IReadOnlyDictionary<string, GlobalIndex> GlobalIndexes { get; init; } = new Dictionary<string, GlobalIndex>();

    /// <summary>Tables whose rows this table's rows live with.</summary>
    public IReadOnlyList<ColocatedLink> Links { get; init; } = [];

    /// <summary>Whether rows without a shard key are allowed; they live in one fixed place.</summary>
    public bool AllowsNullKey { get; init; }
}
