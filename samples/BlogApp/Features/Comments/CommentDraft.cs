using System.Globalization;
using BlogApp.Model;

namespace BlogApp.Features.Comments;

/// <summary>What was typed below a post.</summary>
public sealed class CommentDraft
{
    /// <summary>The author of the post, whose shard has it.</summary>
    public long Author { get; set; }

    public string? Body { get; set; }

    /// <summary>The complaint; null if the comment can be posted.</summary>
    public string? Check()
        => string.IsNullOrWhiteSpace(Body) ? "The comment is empty."
            : Body.Length > Comment.BodyLength ? string.Create(CultureInfo.InvariantCulture, $"The comment is longer than {Comment.BodyLength:N0} characters.")
            : null;
}
