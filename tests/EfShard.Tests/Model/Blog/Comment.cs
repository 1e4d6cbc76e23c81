namespace EfShard.Tests.Model.Blog;

/// <summary>Lives with its post, and so carries the post's author as its shard key; its own author may live elsewhere.</summary>
public class Comment
{
    public long Id { get; set; }

    public long PostAuthorId { get; set; }

    public long PostId { get; set; }

    public long AuthorId { get; set; }

    public long? ParentId { get; set; }

    public required string Text { get; set; }

    public DateTime CreatedAt { get; set; }

    public int Likes { get; set; }

    /// <summary>Such rows are hidden by the model's query filter.</summary>
    public bool IsDeleted { get; set; }

    public virtual Post Post { get; set; } = null!;

    public virtual User Author { get; set; } = null!;

    public virtual Comment? Parent { get; set; }

    public virtual ICollection<Comment> Replies { get; set; } = new List<Comment>();
}
