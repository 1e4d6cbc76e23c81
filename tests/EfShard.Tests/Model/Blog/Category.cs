namespace EfShard.Tests.Model.Blog;

/// <summary>A reference table that posts may point to, and that points to itself.</summary>
public class Category
{
    public required string Code { get; set; }

    public required string Name { get; set; }

    public string? ParentCode { get; set; }

    public virtual Category? Parent { get; set; }

    public virtual ICollection<Post> Posts { get; set; } = new List<Post>();
}
