using BlogApp.Data;
using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Tags;

/// <summary><c>/tags</c>: what is written about, and when: groups over all shards. <c>/tags/{tag}</c>, <c>/categories/{code}</c>: the posts.</summary>
internal static class TagEndpoints
{
    public static void MapTags(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tags", ShowAsync);
        app.MapGet("/tags/{tag}", ShowTagAsync);
        app.MapGet("/categories/{code}", ShowCategoryAsync);
    }

    private static async Task<RazorComponentResult<TagsPage>> ShowAsync(BlogContext context, CancellationToken cancellationToken)
        => new(new
        {
            Tags = await context.TagCounts().ToListAsync(cancellationToken),
            Categories = await context.CategoryCounts().ToListAsync(cancellationToken),
            Months = await context.MonthCounts().ToListAsync(cancellationToken),
        });

    private static async Task<RazorComponentResult<TaggedPage>> ShowTagAsync(
        BlogContext context, string tag, string? before, string? after, CancellationToken cancellationToken)
    {
        var posts = context.Posts.Where(p => p.Tags.Any(t => t.Tag == tag));
        return new(new
        {
            Heading = $"Posts tagged {tag}",
            Address = $"/tags/{Uri.EscapeDataString(tag)}",
            Posts = await PostPage.ReadAsync(posts, before, after, cancellationToken),
        });
    }

    private static async Task<IResult> ShowCategoryAsync(
        BlogContext context, string code, string? before, string? after, CancellationToken cancellationToken)
    {
        if (Category.All.FirstOrDefault(c => c.Code == code) is not { } category)
        {
            return ErrorPages.NotFound("There is no such category.");
        }

        return new RazorComponentResult<TaggedPage>(new
        {
            Heading = category.Name,
            Address = $"/categories/{code}",
            Posts = await PostPage.ReadAsync(context.Posts.Where(p => p.CategoryCode == code), before, after, cancellationToken),
        });
    }
}
