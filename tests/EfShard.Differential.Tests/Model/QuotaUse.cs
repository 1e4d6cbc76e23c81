namespace EfShard.Differential.Tests.Model;

/// <summary>A dependent with a foreign key of three columns.</summary>
public sealed class QuotaUse
{
    public long TenantId { get; set; }

    public string Region { get; set; } = "";

    public long Ordinal { get; set; }

    public long Turn { get; set; }

    public int? Number { get; set; }

    public Quota Quota { get; set; } = null!;
}
