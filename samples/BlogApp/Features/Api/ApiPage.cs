using BlogApp.Data;

namespace BlogApp.Features.Api;

/// <summary>A page of posts.</summary>
/// <param name="Posts">The posts, newest first.</param>
/// <param name="Previous">The query string of the page before; null on the first.</param>
/// <param name="Next">The query string of the page after; null on the last.</param>
public sealed record ApiPage(IReadOnlyList<PostLine> Posts, string? Previous, string? Next)
{
    internal static ApiPage Of(PostPage page) => new(page.Posts, page.Newer, page.Older);
}
