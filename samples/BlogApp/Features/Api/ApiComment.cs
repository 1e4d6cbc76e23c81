using BlogApp.Model;

namespace BlogApp.Features.Api;

/// <summary>A comment on a post.</summary>
public sealed record ApiComment(long Id, long AuthorId, string AuthorName, string Body, DateTime CreatedAt)
{
    internal static ApiComment Of(Comment comment) => new(comment.Id, comment.AuthorId, comment.AuthorName, comment.Body, comment.CreatedAt);
}
