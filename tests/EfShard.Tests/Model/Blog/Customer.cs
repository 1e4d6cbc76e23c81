namespace EfShard.Tests.Model.Blog;

/// <summary>Sharded by a key with a value converter.</summary>
public class Customer
{
    public CustomerId Id { get; set; }

    public required string Name { get; set; }

    public virtual ICollection<Ticket> Tickets { get; set; } = new List<Ticket>();
}
