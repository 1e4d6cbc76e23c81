namespace EfShard.Differential.Tests.Model;

/// <summary>A row of a view over the items, without a key.</summary>
public sealed class ItemSummary
{
    public long Id { get; set; }

    public long TenantId { get; set; }

    public int? Number { get; set; }

    public string? Text { get; set; }

    public decimal Amount { get; set; }

    public DateTime At { get; set; }

    public bool Flag { get; set; }
}
