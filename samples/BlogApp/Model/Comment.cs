namespace BlogApp.Model;

/// <summary>
/// A comment on a post. Sharded by <see cref="PostAuthorId"/>, so that it lives with its post, which is where it is read; who wrote it may live
/// anywhere, so the writer's name is kept with it.
/// </summary>
public sealed class Comment
{
    public const int BodyLength = 4_000;

    public required long Id { get; init; }

    public required long PostId { get; init; }

    /// <summary>The author of the post.</summary>
    public required long PostAuthorId { get; init; }

    /// <summary>The author of the comment.</summary>
    public required long AuthorId { get; init; }

    /// <summary>The name of the author of the comment when it was written.</summary>
    public required string AuthorName { get; init; }

    /// <summary>Plain text.</summary>
    public required string Body { get; init; }

    /// <summary>In UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    public Post? Post { get; set; }

    public User? Author { get; set; }
}
