using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>One page of posts, newest first, and where the pages beside it begin.</summary>
/// <param name="Posts">At most <see cref="PostQueries.PageSize"/> posts.</param>
/// <param name="Newer">The query string of the page before; null on the first.</param>
/// <param name="Older">The query string of the page after; null on the last.</param>
public sealed record PostPage(IReadOnlyList<PostLine> Posts, string? Newer, string? Older)
{
    /// <param name="posts">The posts to page through.</param>
    /// <param name="before">The page of posts older than this place.</param>
    /// <param name="after">The page of posts newer than this place; if both are given, <paramref name="before"/> counts.</param>
    /// <param name="cancellationToken">Stops the query on all shards.</param>
    public static async Task<PostPage> ReadAsync(IQueryable<Post> posts, string? before, string? after, CancellationToken cancellationToken)
    {
        if (PostCursor.TryParse(before, out var start))
        {
            var (page, more) = await TakeAsync(start.Older(posts).NewestFirst(), cancellationToken);
            return new PostPage(page, Newer: After(page, start), Older: more ? Before(page) : null);
        }

        if (PostCursor.TryParse(after, out start))
        {
            var (page, more) = await TakeAsync(start.Newer(posts).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id), cancellationToken);
            page.Reverse();
            return new PostPage(page, Newer: more ? After(page, start) : null, Older: page.Count > 0 ? Before(page) : null);
        }
        else
        {
            var (page, more) = await TakeAsync(posts.NewestFirst(), cancellationToken);
            return new PostPage(page, Newer: null, Older: more ? Before(page) : null);
        }
    }

    // One row more than a page tells whether there is another page, without counting.
    private static async Task<(List<PostLine> Page, bool More)> TakeAsync(IQueryable<Post> posts, CancellationToken cancellationToken)
    {
        var page = await posts.Take(PostQueries.PageSize + 1).SelectLines().ToListAsync(cancellationToken);
        var more = page.Count > PostQueries.PageSize;
        return (more ? page[..PostQueries.PageSize] : page, more);
    }

    private static string Before(List<PostLine> page) => $"before={PostCursor.Of(page[^1])}";

    private static string After(List<PostLine> page, PostCursor start) => $"after={(page.Count > 0 ? PostCursor.Of(page[0]) : start)}";
}
