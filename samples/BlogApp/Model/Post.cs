namespace BlogApp.Model;

/// <summary>A post. Sharded by <see cref="AuthorId"/>, so that it lives with its author and a join to the author never leaves the shard.</summary>
public sealed class Post
{
    public const int TitleLength = 200;
    public const int BodyLength = 400_000;
    public const int SummaryLength = 240;

    public required long Id { get; init; }

    public required long AuthorId { get; init; }

    public required string CategoryCode { get; set; }

    public required string Title { get; set; }

    /// <summary>The first sentences as plain text. Stored, so that lists gathered from all shards need not carry whole bodies.</summary>
    public required string Summary { get; set; }

    /// <summary>The text as Markdown.</summary>
    public required string Body { get; set; }

    /// <summary>The words of title and body that a search looks through (see <c>SearchWords</c>).</summary>
    public required string SearchText { get; set; }

    /// <summary>In UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>All authors as an imported file names them, where it names more than one.</summary>
    public string? Byline { get; set; }

    /// <summary>The file that the post was imported from; null for posts written here.</summary>
    public string? Source { get; set; }

    public User? Author { get; set; }

    public Category? Category { get; set; }

    public List<PostTag> Tags { get; } = [];

    public List<Comment> Comments { get; } = [];
}
