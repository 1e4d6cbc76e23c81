namespace EfShard.Tests.Model.Blog;

public class OrderLine
{
    public long OrderId { get; set; }

    public int LineNumber { get; set; }

    public required string Product { get; set; }

    public int Quantity { get; set; }

    public decimal Price { get; set; }

    public virtual Order Order { get; set; } = null!;
}
