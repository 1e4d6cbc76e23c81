namespace BlogApp.Model;

/// <summary>A tag of a post. Sharded by <see cref="AuthorId"/>: it lives with its post, so that posts with a tag are found by each shard for itself.</summary>
public sealed class PostTag
{
    public const int Length = 40;
    public const int MostPerPost = 8;

    public required long PostId { get; init; }

    /// <summary>Lower case, words joined by hyphens.</summary>
    public required string Tag { get; init; }

    /// <summary>The author of the post.</summary>
    public required long AuthorId { get; init; }

    public Post? Post { get; set; }
}
