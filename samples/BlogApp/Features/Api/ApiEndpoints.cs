using BlogApp.Data;
using BlogApp.Features.Comments;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Api;

/// <summary><c>/api</c>: the blog as JSON; <c>/openapi/v1.json</c> describes it. Lists go on with the <c>next</c> and <c>previous</c> of a page.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi();
        var api = app.MapGroup("/api").DisableAntiforgery(); // bodies are JSON, which no form of another site can send
        api.MapGet("/posts", PostsAsync).WithSummary("The newest posts of everybody");
        api.MapGet("/posts/{id:long}", PostAsync).WithSummary("One post");
        api.MapGet("/posts/{id:long}/comments", CommentsAsync).WithSummary("The newest comments on a post, oldest first");
        api.MapGet("/search", SearchAsync).WithSummary("Posts that have words beginning with each of the words asked");
        api.MapGet("/tags", TagsAsync).WithSummary("The commonest tags");
        api.MapGet("/categories", CategoriesAsync).WithSummary("The categories by their posts");
        api.MapGet("/months", MonthsAsync).WithSummary("The months by their posts");
        api.MapApiUsers();
        api.MapApiWrites();
    }

    private static async Task<ApiPage> PostsAsync(BlogContext context, string? before, string? after, CancellationToken cancellationToken)
        => ApiPage.Of(await PostPage.ReadAsync(context.Posts, before, after, cancellationToken));

    private static async Task<Results<Ok<ApiPost>, NotFound>> PostAsync(BlogContext context, long id, CancellationToken cancellationToken)
        => await context.Posts.WithDetails().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is { } post
            ? TypedResults.Ok(ApiPost.Of(post))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<List<ApiComment>>, NotFound>> CommentsAsync(
        BlogContext context, CommentDesk desk, long id, CancellationToken cancellationToken)
        => await context.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is { } post
            ? TypedResults.Ok((await desk.OfAsync(post, cancellationToken)).ConvertAll(ApiComment.Of))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<ApiPage>, ValidationProblem>> SearchAsync(
        BlogContext context, string? q, string? before, string? after, CancellationToken cancellationToken)
        => SearchWords.Asked(q) is { Count: > 0 } words
            ? TypedResults.Ok(ApiPage.Of(await PostPage.ReadAsync(context.Posts.Matching(words), before, after, cancellationToken)))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["q"] = ["Say at least one word."] });

    private static Task<List<CountedName>> TagsAsync(BlogContext context, CancellationToken cancellationToken)
        => context.TagCounts().ToListAsync(cancellationToken);

    private static Task<List<CountedName>> CategoriesAsync(BlogContext context, CancellationToken cancellationToken)
        => context.CategoryCounts().ToListAsync(cancellationToken);

    private static Task<List<CountedMonth>> MonthsAsync(BlogContext context, CancellationToken cancellationToken)
        => context.MonthCounts().ToListAsync(cancellationToken);
}
