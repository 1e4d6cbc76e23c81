using BlogApp.Data;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Api;

/// <summary>The users of <c>/api</c>: each question but the feed's is answered by one shard.</summary>
internal static class ApiUserEndpoints
{
    public static void MapApiUsers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/users/{id:long}", UserAsync).WithSummary("One user");
        api.MapGet("/users/{id:long}/posts", PostsAsync).WithSummary("The newest posts of a user");
        api.MapGet("/users/{id:long}/feed", FeedAsync).WithSummary("The newest posts of those whom a user follows");
        api.MapGet("/users/{id:long}/archive", ArchiveAsync).WithSummary("The quarters in which a user wrote");
    }

    private static async Task<Results<Ok<ApiUser>, NotFound>> UserAsync(BlogContext context, long id, CancellationToken cancellationToken)
        => await context.Users.AsNoTracking()
            .Where(u => u.Id == id)
            .Select(u => new ApiUser(
                u.Id,
                u.Name,
                u.JoinedAt,
                u.Posts.Count,
                context.Follows.Count(f => f.FollowerId == u.Id),
                context.Followers.Count(f => f.FollowedId == u.Id)))
            .SingleOrDefaultAsync(cancellationToken) is { } user
            ? TypedResults.Ok(user)
            : TypedResults.NotFound();

    private static async Task<ApiPage> PostsAsync(BlogContext context, long id, string? before, string? after, CancellationToken cancellationToken)
        => ApiPage.Of(await PostPage.ReadAsync(context.Posts.Where(p => p.AuthorId == id), before, after, cancellationToken));

    private static async Task<List<PostLine>> FeedAsync(BlogContext context, long id, CancellationToken cancellationToken)
    {
        var followed = await context.Follows.Where(f => f.FollowerId == id).Select(f => f.FollowedId).ToListAsync(cancellationToken);
        return await context.Posts.NewestOf(followed).ToListAsync(cancellationToken);
    }

    private static Task<List<CountedQuarter>> ArchiveAsync(BlogContext context, long id, CancellationToken cancellationToken)
        => context.QuarterCounts(id).ToListAsync(cancellationToken);
}
