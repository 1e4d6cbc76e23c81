using BlogApp.Data;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BlogApp.Features.Home;

/// <summary><c>/</c>: the newest posts of everybody. Every shard gives its newest; the library merges them.</summary>
internal static class HomeEndpoints
{
    public static void MapHome(this IEndpointRouteBuilder app) => app.MapGet("/", ShowAsync);

    private static async Task<RazorComponentResult<HomePage>> ShowAsync(
        BlogContext context, string? before, string? after, CancellationToken cancellationToken)
        => new(new { Posts = await PostPage.ReadAsync(context.Posts, before, after, cancellationToken) });
}
