namespace EfShard.Tests.Model.Blog;

/// <summary>A hierarchy with a table for each concrete type.</summary>
public abstract class Badge
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public required string Reason { get; set; }

    public virtual User User { get; set; } = null!;
}
