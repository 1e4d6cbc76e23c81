using BlogApp.Features.Comments;
using BlogApp.Features.Posts;
using BlogApp.Features.Users;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Api;

/// <summary>What can be written through <c>/api</c>. The sample has no sign-in: the address says who writes.</summary>
internal static class ApiWriteEndpoints
{
    public static void MapApiWrites(this IEndpointRouteBuilder api)
    {
        api.MapPost("/users/{id:long}/posts", PostAsync).WithSummary("Publishes a post of a user");
        api.MapPost("/users/{id:long}/comments/{postId:long}", CommentAsync).WithSummary("Writes a comment of a user on a post");
        api.MapPut("/users/{id:long}/follows/{followedId:long}", FollowAsync).WithSummary("Lets a user follow another");
        api.MapDelete("/users/{id:long}/follows/{followedId:long}", UnfollowAsync).WithSummary("Lets a user no longer follow another");
    }

    private static async Task<Results<Created<ApiPost>, NotFound, ValidationProblem>> PostAsync(
        BlogContext context, PostDesk desk, long id, PostDraft draft, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, id, cancellationToken) is not { } author)
        {
            return TypedResults.NotFound();
        }

        if (draft.Check() is { Count: > 0 } complaints)
        {
            return TypedResults.ValidationProblem(complaints.Select(c => KeyValuePair.Create(c.Key, new[] { c.Value })));
        }

        var post = await desk.PublishAsync(id, draft, cancellationToken);
        return TypedResults.Created($"/api/posts/{post.Id}", ApiPost.Of(post, author.Name));
    }

    private static async Task<Results<Created<ApiComment>, NotFound, ValidationProblem>> CommentAsync(
        BlogContext context, CommentDesk desk, long id, long postId, CommentDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Check() is { } complaint)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [nameof(draft.Body)] = [complaint] });
        }

        return await FindAsync(context, id, cancellationToken) is { } writer && await desk.AddAsync(postId, writer, draft, cancellationToken) is { } comment
            ? TypedResults.Created($"/api/posts/{postId}/comments", ApiComment.Of(comment))
            : TypedResults.NotFound();
    }

    private static async Task<Results<NoContent, NotFound>> FollowAsync(
        BlogContext context, FollowDesk desk, long id, long followedId, CancellationToken cancellationToken)
        => await FindAsync(context, id, cancellationToken) is { } user && await desk.FollowAsync(user, followedId, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();

    private static async Task<NoContent> UnfollowAsync(FollowDesk desk, long id, long followedId, CancellationToken cancellationToken)
    {
        await desk.UnfollowAsync(id, followedId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<User?> FindAsync(BlogContext context, long id, CancellationToken cancellationToken)
        => context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken);
}
