namespace EfShard.Differential.Tests.Model;

/// <summary>A row that may have no shard key.</summary>
public sealed class Visit
{
    public long Id { get; set; }

    public long? TenantId { get; set; }

    public long? PersonId { get; set; }

    public Person? Person { get; set; }

    public int? Number { get; set; }

    public string? Text { get; set; }

    public decimal Amount { get; set; }

    public DateTime? At { get; set; }

    public bool? Flag { get; set; }
}
