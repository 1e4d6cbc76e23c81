using BlogApp.Data.Replicas;
using BlogApp.Hosting;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>What can be done to the servers from <c>/shards</c>, to see what the library makes of it.</summary>
internal static class ServerEndpoints
{
    private static readonly string[] Commands = ["pause", "resume", "kill", "promote", "rejoin"];

    public static void MapServers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/shards/servers", ChangeAsync);
        app.MapPost("/shards/level", ChooseLevel);
        app.MapPost("/shards/copies", ChooseInterval);
        app.MapPost("/shards/recovery", RecoverAsync);
    }

    // "kill s0", "rejoin s0 s0r1": the script knows its servers, and refuses others.
    private static async Task<Results<RedirectHttpResult, BadRequest<string>>> ChangeAsync(BlogOptions options, [FromForm] string change)
    {
        var words = change.Split(' ');
        if (options.Cluster is not { } cluster || !Commands.Contains(words[0]))
        {
            return TypedResults.BadRequest("There is no server of which that could be asked.");
        }

        try
        {
            await cluster.Script.RunAsync(words);
            return Back();
        }
        catch (InvalidOperationException refusal)
        {
            return TypedResults.BadRequest(refusal.Message);
        }
    }

    private static Results<RedirectHttpResult, BadRequest<string>> ChooseLevel(HttpContext http, [FromForm] string level)
    {
        if (!ReadLevel.Exists(level))
        {
            return TypedResults.BadRequest("There is no such level.");
        }

        http.Response.Cookies.Append(ReadLevel.Cookie, level, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
        return Back();
    }

    private static Results<RedirectHttpResult, BadRequest<string>> ChooseInterval(CopySchedule schedule, [FromForm] double seconds)
    {
        if (!CopySchedule.Choices.Any(choice => choice.TotalSeconds.Equals(seconds)))
        {
            return TypedResults.BadRequest("There is no such choice.");
        }

        schedule.Interval = TimeSpan.FromSeconds(seconds);
        return Back();
    }

    private static async Task<Results<RedirectHttpResult, BadRequest<string>>> RecoverAsync(
        BlogContext context, BlogOptions options, CancellationToken cancellationToken)
    {
        if (!options.UsesPostgres)
        {
            return TypedResults.BadRequest("Sqlite has no two-phase commit: there is nothing to recover.");
        }

        await context.Sharding().RecoverInDoubtAsync(cancellationToken: cancellationToken);
        return Back();
    }

    private static RedirectHttpResult Back() => TypedResults.LocalRedirect("/shards#servers-title");
}
