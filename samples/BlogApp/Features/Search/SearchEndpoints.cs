using BlogApp.Data;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Search;

/// <summary><c>/search?q=</c>: posts by their words. Every shard looks through its own; counts are added up, pages merged.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder app) => app.MapGet("/search", ShowAsync);

    private static async Task<RazorComponentResult<SearchPage>> ShowAsync(
        BlogContext context, string? q, string? before, string? after, CancellationToken cancellationToken)
    {
        var words = SearchWords.Asked(q);
        if (words.Count == 0)
        {
            return new RazorComponentResult<SearchPage>(new { Question = q ?? "" });
        }

        var found = context.Posts.Matching(words);
        return new RazorComponentResult<SearchPage>(new
        {
            Question = q,
            Count = await found.CountAsync(cancellationToken),
            Posts = await PostPage.ReadAsync(found, before, after, cancellationToken),
        });
    }
}
