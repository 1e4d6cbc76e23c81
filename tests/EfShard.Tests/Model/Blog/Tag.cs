namespace EfShard.Tests.Model.Blog;

/// <summary>A reference table, many-to-many with posts.</summary>
public class Tag
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public virtual ICollection<Post> Posts { get; set; } = new List<Post>();
}
