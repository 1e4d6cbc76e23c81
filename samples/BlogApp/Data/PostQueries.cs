using System.Linq.Expressions;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>The parts that all lists of posts share.</summary>
internal static class PostQueries
{
    public const int PageSize = 20;

    // The author lives with the post and every shard has the categories: both joins stay inside the shard.
    private static readonly Expression<Func<Post, PostLine>> ToLine = post => new PostLine(
        post.Id,
        post.Title,
        post.Summary,
        post.Category!.Name,
        post.AuthorId,
        post.Author!.Name,
        post.CreatedAt);

    /// <summary>Newest first; the id decides between posts of the same moment, so that pages never repeat or lose one.</summary>
    public static IOrderedQueryable<Post> NewestFirst(this IQueryable<Post> posts)
        => posts.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id);

    public static IQueryable<PostLine> SelectLines(this IQueryable<Post> posts) => posts.Select(ToLine);

    /// <summary>The newest posts of the given authors: the query behind the feed. It asks only the shards where these authors live.</summary>
    public static IQueryable<PostLine> NewestOf(this IQueryable<Post> posts, IReadOnlyCollection<long> authors)
        => posts.Where(p => authors.Contains(p.AuthorId)).NewestFirst().Take(PageSize).SelectLines();

    /// <summary>Posts as their own page shows them: author, category and tags live where the post does.</summary>
    public static IQueryable<Post> WithDetails(this IQueryable<Post> posts)
        => posts.AsNoTracking().Include(p => p.Author).Include(p => p.Category).Include(p => p.Tags);
}
