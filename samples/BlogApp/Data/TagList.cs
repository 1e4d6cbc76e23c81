using BlogApp.Model;

namespace BlogApp.Data;

/// <summary>Tags as people type them: separated by commas, in any case.</summary>
internal static class TagList
{
    /// <summary>The tags as they are stored: each once, letters and digits in lower case, anything between them a hyphen.</summary>
    public static List<string> Parse(string? text)
        => [.. (text ?? "").Split(',').Select(Normalize).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)];

    private static string Normalize(string tag)
        => string.Join('-', new string([.. tag.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The tags for a post, as its rows.</summary>
    public static void AddTo(Post post, IEnumerable<string> tags)
        => post.Tags.AddRange(tags.Select(tag => new PostTag { PostId = post.Id, AuthorId = post.AuthorId, Tag = tag }));
}
