using BlogApp.Data;
using BlogApp.Shared;
using Microsoft.AspNetCore.Mvc;

namespace BlogApp.Features.Users;

/// <summary><c>/users/{id}/follow</c>: the reader follows a user, or no longer does.</summary>
internal static class FollowEndpoints
{
    public static void MapFollowing(this IEndpointRouteBuilder app) => app.MapPost("/users/{id:long}/follow", SaveAsync);

    private static async Task<IResult> SaveAsync(
        FollowDesk desk, ReaderAccount readers, long id, [FromForm] bool follow, CancellationToken cancellationToken)
    {
        if (await readers.FindAsync(cancellationToken) is not { } reader)
        {
            return ErrorPages.NotFound("There is nobody here yet who could follow.");
        }

        if (!follow)
        {
            await desk.UnfollowAsync(reader.Id, id, cancellationToken);
        }
        else if (!await desk.FollowAsync(reader, id, cancellationToken))
        {
            return ErrorPages.NotFound("There is no such user to follow.");
        }

        return TypedResults.LocalRedirect($"/users/{id}");
    }
}
