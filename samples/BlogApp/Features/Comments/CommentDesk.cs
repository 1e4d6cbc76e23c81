using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Comments;

/// <summary>Writes and reads comments, for the page and for the API.</summary>
internal sealed class CommentDesk(BlogContext context, IdGenerator ids, TimeProvider clock)
{
    public const int Shown = 100;

    /// <summary>Saves a comment that was checked: it goes to the shard of its post, wherever its writer lives.</summary>
    /// <returns>The comment; null if there is no such post.</returns>
    public async Task<Comment?> AddAsync(long postId, User writer, CommentDraft draft, CancellationToken cancellationToken)
    {
        // With the author this asks one shard.
        if (!await context.Posts.AnyAsync(p => p.AuthorId == draft.Author && p.Id == postId, cancellationToken))
        {
            return null;
        }

        var comment = new Comment
        {
            Id = ids.Next(),
            PostId = postId,
            PostAuthorId = draft.Author,
            AuthorId = writer.Id,
            AuthorName = writer.Name,
            Body = draft.Body!.Trim(),
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        context.Comments.Add(comment);
        await context.SaveChangesAsync(cancellationToken);
        return comment;
    }

    /// <summary>The newest <see cref="Shown"/> comments of a post, oldest first.</summary>
    public async Task<List<Comment>> OfAsync(Post post, CancellationToken cancellationToken)
    {
        var comments = await context.Comments.AsNoTracking()
            .Where(c => c.PostAuthorId == post.AuthorId && c.PostId == post.Id)
            .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        comments.Reverse();
        return comments;
    }
}
