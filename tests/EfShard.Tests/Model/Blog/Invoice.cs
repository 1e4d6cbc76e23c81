namespace EfShard.Tests.Model.Blog;

/// <summary>Sharded by two columns.</summary>
public class Invoice
{
    public int TenantId { get; set; }

    public required string Region { get; set; }

    public int Number { get; set; }

    public decimal Amount { get; set; }

    public DateOnly IssuedOn { get; set; }

    public virtual ICollection<InvoiceLine> Lines { get; set; } = new List<InvoiceLine>();
}
