using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>Where the rows of one entity type live, in the words of the model.</summary>
internal sealed class EntityPlacement
{
    public required IEntityType EntityType { get; init; }

    public required TableKind Kind { get; init; }

    /// <summary>The co-location group of a sharded entity; <see langword="null" /> otherwise.</summary>
    public string? Group { get; init; }

    /// <summary>
    ///     The shard key's components in the key's order: declared, or the foreign key columns in which an entity that lives with its
    ///     principal carries the principal's shard key. Empty if only the principal's row knows the shard.
    /// </summary>
    public IReadOnlyList<ShardKeyProperty> Key { get; init; } = [];

    /// <summary>
    ///     The foreign keys through which the entity gets its shard or promises to share it: declared <c>IsColocated()</c>, ownership, sharing
    ///     of a table, the sharded side of a join entity. Foreign keys that merely contain the shard key are not among them.
    /// </summary>
    public IReadOnlyList<IForeignKey> ColocatedForeignKeys { get; init; } = [];

    /// <summary>Whether rows without a shard key are allowed; they live in one fixed place.</summary>
    public bool AllowsNullKey { get; init; }

    /// <summary>Whether the shard key of a row may change, which moves it.</summary>
    public bool AllowsKeyChange { get; init; }

    /// <summary>Whether a row's shard can be told only from its principal, over one of <see cref="ColocatedForeignKeys" />.</summary>
    public bool InheritsShard => Kind is TableKind.Sharded && Key.Count == 0;
}
