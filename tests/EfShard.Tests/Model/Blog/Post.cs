namespace EfShard.Tests.Model.Blog;

/// <summary>Lives with its author; the root of a hierarchy in one table.</summary>
public class Post
{
    public long Id { get; set; }

    public long AuthorId { get; set; }

    public required string Title { get; set; }

    public string? Body { get; set; }

    public DateTime CreatedAt { get; set; }

    public int Rating { get; set; }

    public string? CategoryCode { get; set; }

    public virtual User Author { get; set; } = null!;

    public virtual Category? Category { get; set; }

    public virtual ICollection<Comment> Comments { get; set; } = new List<Comment>();

    public virtual ICollection<Tag> Tags { get; set; } = new List<Tag>();

    public virtual ICollection<Attachment> Attachments { get; set; } = new List<Attachment>();
}
