namespace EfShard.Tests.Model.Blog;

public class Ticket
{
    public CustomerId CustomerId { get; set; }

    public int Number { get; set; }

    public required string Subject { get; set; }

    public bool IsOpen { get; set; }

    public virtual Customer Customer { get; set; } = null!;
}
