namespace EfShard.Tests.Model.Blog;

/// <summary>Stored as text.</summary>
public enum OrderStatus
{
    New,
    Paid,
    Shipped,
}
