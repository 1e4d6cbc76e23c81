namespace EfShard.Differential.Tests.Model;

/// <summary>A key of three columns, two of which may be the shard key.</summary>
public sealed class Quota
{
    public long TenantId { get; set; }

    public string Region { get; set; } = "";

    /// <summary>Unique by itself.</summary>
    public long Ordinal { get; set; }

    public int? Number { get; set; }

    public decimal Amount { get; set; }

    public DateTime At { get; set; }

    public bool Flag { get; set; }

    public List<QuotaUse> Uses { get; } = [];
}
