namespace EfShard.Differential.Tests.Model;

/// <summary>Converted columns, one of which may be the shard key; a query filter.</summary>
public sealed class Ticket
{
    public TicketCode Code { get; set; }

    public long Id { get; set; }

    public long TenantId { get; set; }

    public int? Number { get; set; }

    public string? Text { get; set; }

    public decimal Amount { get; set; }

    public DateTime At { get; set; }

    /// <summary>Stored as "Y" or "N".</summary>
    public bool Flag { get; set; }

    /// <summary>Stored by its name.</summary>
    public Urgency Urgency { get; set; }

    /// <summary>Left out by the query filter.</summary>
    public bool IsClosed { get; set; }
}
