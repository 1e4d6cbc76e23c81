namespace EfShard.Tests.Model.Blog;

/// <summary>A hierarchy with a table a type: the derived tables have the primary key only.</summary>
public class Payment
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public decimal Amount { get; set; }

    public virtual User User { get; set; } = null!;
}
