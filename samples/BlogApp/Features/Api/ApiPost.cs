using BlogApp.Model;

namespace BlogApp.Features.Api;

/// <summary>A post with its text as Markdown.</summary>
public sealed record ApiPost(
    long Id,
    string Title,
    string Body,
    string Category,
    IReadOnlyList<string> Tags,
    long AuthorId,
    string AuthorName,
    DateTime CreatedAt)
{
    internal static ApiPost Of(Post post) => Of(post, post.Author!.Name);

    internal static ApiPost Of(Post post, string authorName)
        => new(
            post.Id, post.Title, post.Body, post.CategoryCode, [.. post.Tags.Select(t => t.Tag).Order(StringComparer.Ordinal)], post.AuthorId, authorName,
            post.CreatedAt);
}
