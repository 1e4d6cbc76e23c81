using BlogApp.Data;
using BlogApp.Diagnostics;
using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Users;

/// <summary><c>/users/{id}</c>: a user and their posts, all from the user's own shard, and the names of those they follow.</summary>
internal static class UserEndpoints
{
    private const int FollowedShown = 12;

    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        app.MapGet("/users/{id:long}", ShowAsync);
        app.MapFollowing();
        app.MapArchive();
    }

    private static async Task<IResult> ShowAsync(
        BlogContext context, ReaderAccount readers, HotKeys hot, long id, string? before, string? after, CancellationToken cancellationToken)
    {
        if (await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
        {
            return ErrorPages.NotFound("There is no such user.");
        }

        hot.Touch(id);
        return new RazorComponentResult<UserPage>(new
        {
            Profile = await ReadProfileAsync(context, readers, user, cancellationToken),
            Posts = await PostPage.ReadAsync(context.Posts.Where(p => p.AuthorId == id), before, after, cancellationToken),
        });
    }

    private static async Task<UserProfile> ReadProfileAsync(BlogContext context, ReaderAccount readers, User user, CancellationToken cancellationToken)
    {
        var followedIds = await context.Follows.Where(f => f.FollowerId == user.Id).Select(f => f.FollowedId).ToListAsync(cancellationToken);

        // The followed may live anywhere, so this is no join: the ids lead to the shards that have the names.
        var followed = await context.Users.AsNoTracking()
            .Where(u => followedIds.Contains(u.Id))
            .OrderBy(u => u.Name).ThenBy(u => u.Id)
            .Take(FollowedShown)
            .ToListAsync(cancellationToken);

        // The other side of each follow lives here too.
        var followers = context.Followers.Where(f => f.FollowedId == user.Id);
        var followerCount = await followers.CountAsync(cancellationToken);
        var reader = await readers.FindAsync(cancellationToken);
        var readerFollows = reader is not null && await followers.AnyAsync(f => f.FollowerId == reader.Id, cancellationToken);
        return new UserProfile(user, followed, followedIds.Count, followerCount, reader, readerFollows);
    }
}
