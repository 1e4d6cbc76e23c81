using BlogApp.Data;
using BlogApp.Diagnostics;
using BlogApp.Features.Comments;
using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Posts;

/// <summary><c>/posts/{id}</c>: one post. Its id does not tell its author, so all shards are asked; one has it. That one has its comments too.</summary>
internal static class PostEndpoints
{
    public static void MapPosts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/posts/{id:long}", ShowAsync);
        app.MapWriting();
    }

    private static async Task<IResult> ShowAsync(
        BlogContext context, CommentDesk comments, ReaderAccount readers, HotKeys hot, long id, CancellationToken cancellationToken)
    {
        if (await context.Posts.WithDetails().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } post)
        {
            return ErrorPages.NotFound("There is no such post.");
        }

        hot.Touch(post.AuthorId);
        return new RazorComponentResult<ShowPostPage>(new
        {
            Post = post,
            Comments = await comments.OfAsync(post, cancellationToken),
            Reader = await readers.FindAsync(cancellationToken),
        });
    }
}
