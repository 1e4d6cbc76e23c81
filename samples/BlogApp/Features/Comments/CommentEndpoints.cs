using BlogApp.Data;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BlogApp.Features.Comments;

/// <summary><c>/posts/{id}/comments</c>: a comment is sent from the page of its post.</summary>
internal static class CommentEndpoints
{
    public static void MapComments(this IEndpointRouteBuilder app) => app.MapPost("/posts/{id:long}/comments", SaveAsync);

    private static async Task<IResult> SaveAsync(
        CommentDesk desk, ReaderAccount readers, long id, [FromForm] CommentDraft draft, CancellationToken cancellationToken)
    {
        if (await readers.FindAsync(cancellationToken) is not { } reader)
        {
            return ErrorPages.NotFound("There is nobody here yet who could comment.");
        }

        if (draft.Check() is { } complaint)
        {
            return new RazorComponentResult<MessagePage>(new { Title = "Not saved", Text = complaint }) { StatusCode = StatusCodes.Status400BadRequest };
        }

        return await desk.AddAsync(id, reader, draft, cancellationToken) is { } comment
            ? TypedResults.LocalRedirect($"/posts/{id}#c{comment.Id}")
            : ErrorPages.NotFound("There is no such post.");
    }
}
