using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update.Moving;

/// <summary>Where a row belongs, and where it was.</summary>
/// <param name="Place">Where it belongs once the save is done.</param>
/// <param name="Former">Where it is before; the same, unless its shard key changes or that of a row that it lives with.</param>
/// <param name="Mover">The entry whose shard key changes; <see langword="null" /> if none does.</param>
internal readonly record struct RowRoute(RowPlace Place, RowPlace Former, IUpdateEntry? Mover)
{
    /// <summary>A row that stays.</summary>
    public static RowRoute At(RowPlace place) => new(place, place, null);
}
