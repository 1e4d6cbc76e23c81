namespace EfShard.Differential.Tests.Model;

/// <summary>The join entity: where its item is.</summary>
public sealed class ItemTag
{
    public long ItemId { get; set; }

    public long TagId { get; set; }

    public long TenantId { get; set; }

    public Item Item { get; set; } = null!;

    public Tag Tag { get; set; } = null!;
}
