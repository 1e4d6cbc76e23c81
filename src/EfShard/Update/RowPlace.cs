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
}
