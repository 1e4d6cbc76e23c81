using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Posts;

/// <summary><c>/users/{userId}/write</c>: writing a post. The sample has no sign-in: the address says who writes.</summary>
internal static class WriteEndpoints
{
    public static void MapWriting(this IEndpointRouteBuilder app)
    {
        app.MapGet("/write", RedirectAsync);
        app.MapGet("/users/{userId:long}/write", ShowFormAsync);
        app.MapPost("/users/{userId:long}/write", SaveAsync);
    }

    private static async Task<IResult> RedirectAsync(BlogContext context, CancellationToken cancellationToken)
        => await context.Settings.FindAsync([Setting.Reader], cancellationToken) is { } reader
            ? TypedResults.LocalRedirect($"/users/{reader.Value}/write")
            : ErrorPages.NotFound("There is nobody here yet who could write.");

    private static async Task<IResult> ShowFormAsync(BlogContext context, long userId, CancellationToken cancellationToken)
        => await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancellationToken) is { } author
            ? Form(author, new PostDraft(), [], StatusCodes.Status200OK)
            : ErrorPages.NotFound("There is no such user.");

    private static async Task<IResult> SaveAsync(
        BlogContext context, PostDesk desk, long userId, [FromForm] PostDraft draft, CancellationToken cancellationToken)
    {
        var author = await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (author is null)
        {
            return ErrorPages.NotFound("There is no such user.");
        }

        var complaints = draft.Check();
        if (complaints.Count > 0)
        {
            return Form(author, draft, complaints, StatusCodes.Status400BadRequest);
        }

        var post = await desk.PublishAsync(userId, draft, cancellationToken);
        return TypedResults.LocalRedirect($"/posts/{post.Id}");
    }

    private static RazorComponentResult<WritePage> Form(User author, PostDraft draft, Dictionary<string, string> complaints, int status)
        => new(new { Author = author, Draft = draft, Complaints = complaints }) { StatusCode = status };
}
