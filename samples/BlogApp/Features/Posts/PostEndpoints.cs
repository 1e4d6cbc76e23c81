using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Posts;

/// <summary><c>/posts/{id}</c>: one post. Its id does not tell its author, so all shards are asked; one has it.</summary>
internal static class PostEndpoints
{
    public static void MapPosts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/posts/{id:long}", ShowAsync);
        app.MapWriting();
    }

    private static async Task<IResult> ShowAsync(BlogContext context, long id, CancellationToken cancellationToken)
    {
        var post = await context.Posts.AsNoTracking()
            .Include(p => p.Author)
            .Include(p => p.Category)
            .SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        return post is null ? ErrorPages.NotFound("There is no such post.") : new RazorComponentResult<ShowPostPage>(new { Post = post });
    }
}
