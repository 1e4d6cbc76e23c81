namespace EfShard.Differential.Tests.Model;

/// <summary>The columns that nearly every entity has, so that queries can be put together from any of them. No entity itself.</summary>
public abstract class Thing
{
    /// <summary>Unique over all tenants.</summary>
    public long Id { get; set; }

    public long TenantId { get; set; }

    public int? Number { get; set; }

    public string? Text { get; set; }

    public decimal Amount { get; set; }

    public DateTime At { get; set; }

    public bool Flag { get; set; }
}
