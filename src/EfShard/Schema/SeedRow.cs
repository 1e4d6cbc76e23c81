using EfShard.Model;

namespace EfShard.Schema;

/// <summary>A row of <c>HasData</c>: values as the database stores them.</summary>
internal sealed class SeedRow(TablePlacement placement, IReadOnlyDictionary<string, object?> values)
{
    public TablePlacement Placement { get; } = placement;

    public IReadOnlyDictionary<string, object?> Values { get; } = values;

    /// <summary>The shard that holds the row; <see langword="null" /> for all of them.</summary>
    public int? Shard { get; set; }
}
