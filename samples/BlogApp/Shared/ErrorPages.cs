using EfShard;
using Microsoft.AspNetCore.Diagnostics;
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

        app.Map("/error", (HttpContext context) => Failed(context.Features.Get<IExceptionHandlerPathFeature>()));
    }

    // What went wrong is in the log; a stranger on the web is only told whether to send it differently.
    private static IResult Failed(IExceptionHandlerPathFeature? failure)
        => failure?.Path.StartsWith("/api/", StringComparison.Ordinal) is true ? TypedResults.Problem(statusCode: StatusOf(failure.Error)) : Page(failure?.Error);

    private static int StatusOf(Exception error)
        => error is BadHttpRequestException request ? request.StatusCode
            : error is ShardUnavailableException ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status500InternalServerError;

    private static RazorComponentResult<MessagePage> Page(Exception? error) => error switch
    {
        BadHttpRequestException request => new(new { Title = "That did not work", Text = "The form could not be read. Open it again and send it once more." })
        {
            StatusCode = request.StatusCode,
        },

        // The one failure that a page of a replicated shard can tell its reader about for certain.
        ShardUnavailableException unavailable => new(new
        {
            Title = "Not now",
            Text = $"The shard {unavailable.ShardName} has no primary at the moment. Nothing has been written; what it has can still be read. Try again once one of its replicas has been promoted.",
        })
        {
            StatusCode = StatusCodes.Status503ServiceUnavailable,
        },
        _ => new(new { Title = "Something went wrong", Text = "The page could not be made. Try again in a moment." })
        {
            StatusCode = StatusCodes.Status500InternalServerError,
        },
    };
}
