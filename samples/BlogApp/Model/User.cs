namespace BlogApp.Model;

/// <summary>A writer and reader of the blog. Sharded by <see cref="Id"/>; the user's posts and follows live on the same shard.</summary>
public sealed class User
{
    public required long Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The name without case, accents and punctuation, by which an import recognises an author (see <c>AuthorName</c>).</summary>
    public required string NameKey { get; set; }

    public required DateTime JoinedAt { get; init; }

    public List<Post> Posts { get; } = [];
}
