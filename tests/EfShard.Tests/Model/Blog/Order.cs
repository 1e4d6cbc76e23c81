namespace EfShard.Tests.Model.Blog;

/// <summary>In a range group of its own: its user belongs to another group.</summary>
public class Order
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public DateTime PlacedAt { get; set; }

    public decimal Total { get; set; }

    public OrderStatus Status { get; set; }

    public virtual User User { get; set; } = null!;

    public virtual ICollection<OrderLine> Lines { get; set; } = new List<OrderLine>();
}
