using Microsoft.AspNetCore.Http.HttpResults;

namespace BlogApp.Shared;

/// <summary>The pages for what is not there and for what went wrong.</summary>
internal static class ErrorPages
{
    public static RazorComponentResult<MessagePage> NotFound(string text)
        => new(new { Title = "Not found", Text = text }) { StatusCode = StatusCodes.Status404NotFound };

    public static void MapErrors(this IEndpointRouteBuilder app)
    {
        app.MapFallback(() => NotFound("There is no such page."));

        // What went wrong is in the log; a stranger on the web is not told.
        app.Map("/error", () => new RazorComponentResult<MessagePage>(new { Title = "Something went wrong", Text = "The page could not be made. Try again in a moment." })
        {
            StatusCode = StatusCodes.Status500InternalServerError,
        });
    }
}
