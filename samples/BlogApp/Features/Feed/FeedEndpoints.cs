using BlogApp.Data;
using BlogApp.Diagnostics;
using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Feed;

/// <summary><c>/feed/{userId}</c>: the newest posts of those whom a user follows, from whichever shards they live on.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder app)
    {
        app.MapGet("/feed", RedirectAsync);
        app.MapGet("/feed/{userId:long}", ShowAsync);
    }

    private static async Task<IResult> RedirectAsync(BlogContext context, CancellationToken cancellationToken)
        => await context.Settings.FindAsync([Setting.Reader], cancellationToken) is { } reader
            ? TypedResults.LocalRedirect($"/feed/{reader.Value}")
            : ErrorPages.NotFound("There is nobody here yet whose feed could be shown.");

    private static async Task<IResult> ShowAsync(BlogContext context, HotKeys hot, long userId, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is null)
        {
            return ErrorPages.NotFound("There is no such user.");
        }

        hot.Touch(userId);

        // Whom a user follows is on the user's own shard; the posts are on the shards of the followed.
        var followed = await context.Follows.Where(f => f.FollowerId == userId).Select(f => f.FollowedId).ToListAsync(cancellationToken);
        var posts = await context.Posts.NewestOf(followed).ToListAsync(cancellationToken);
        return new RazorComponentResult<FeedPage>(new { User = user, Posts = posts, FollowedCount = followed.Count });
    }
}
