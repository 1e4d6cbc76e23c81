namespace EfShard.Tests.Model.Blog;

public class InvoiceLine
{
    public int TenantId { get; set; }

    public required string Region { get; set; }

    public int InvoiceNumber { get; set; }

    public int LineNumber { get; set; }

    public required string Description { get; set; }

    public virtual Invoice Invoice { get; set; } = null!;
}
