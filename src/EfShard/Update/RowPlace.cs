using EfShard.Model;
using EfShard.Strategies;

namespace EfShard.Update;

/// <summary>Where a row belongs, before anybody has asked which shard that is.</summary>
/// <param name="Kind">What the row's table is.</param>
/// <param name="Group">The group of a sharded row; <see langword="null" /> for others, and for <see cref="OnPinnedShard" />.</param>
/// <param name="Key">The shard key of a sharded row.</param>
internal readonly record struct RowPlace(TableKind Kind, string? Group, ShardKey Key)
{
    /// <summary>A row of which only the pinned shard is known, because the principal that knows more is not tracked.</summary>
    public static RowPlace OnPinnedShard { get; } = new(TableKind.Sharded, null, default);

    /// <summary>Whose shard key it is, for errors. Entities of two types belong to the same place if their keys are the same.</summary>
    public EntityPlacement? KeyOf { get; init; }

    public bool Equals(RowPlace other) => Kind == other.Kind && Group == other.Group && Key == other.Key;

    public override int GetHashCode() => HashCode.Combine(Kind, Group, Key);
}
