using BlogApp.Data;
using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Users;

/// <summary><c>/users/{id}</c>: a user and their posts, all from the user's own shard, and the names of those they follow.</summary>
internal static class UserEndpoints
{
    private const int FollowedShown = 12;

    public static void MapUsers(this IEndpointRouteBuilder app) => app.MapGet("/users/{id:long}", ShowAsync);

    private static async Task<IResult> ShowAsync(BlogContext context, long id, string? before, string? after, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (user is null)
        {
            return ErrorPages.NotFound("There is no such user.");
        }

        var posts = await PostPage.ReadAsync(context.Posts.Where(p => p.AuthorId == id), before, after, cancellationToken);
        var followedIds = await context.Follows.Where(f => f.FollowerId == id).Select(f => f.FollowedId).ToListAsync(cancellationToken);

        // The followed may live anywhere, so this is no join: the ids lead to the shards that have the names.
        var followed = await context.Users.AsNoTracking()
            .Where(u => followedIds.Contains(u.Id))
            .OrderBy(u => u.Name).ThenBy(u => u.Id)
            .Take(FollowedShown)
            .ToListAsync(cancellationToken);
        return new RazorComponentResult<UserPage>(new { User = user, Posts = posts, Followed = followed, FollowedCount = followedIds.Count });
    }
}
