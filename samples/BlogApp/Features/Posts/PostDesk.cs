using BlogApp.Data;
using BlogApp.Markup;
using BlogApp.Model;

namespace BlogApp.Features.Posts;

/// <summary>Publishes posts, for the form and for the API.</summary>
internal sealed class PostDesk(BlogContext context, IdGenerator ids, TimeProvider clock)
{
    /// <summary>Saves a draft that was checked. The post and its tags live with their author: one transaction of one shard.</summary>
    public async Task<Post> PublishAsync(long authorId, PostDraft draft, CancellationToken cancellationToken)
    {
        var post = new Post
        {
            Id = ids.Next(),
            AuthorId = authorId,
            CategoryCode = draft.Category!,
            Title = draft.Title!.Trim(),
            Summary = PostMarkdown.Summarize(draft.Body!),
            Body = draft.Body!,
            SearchText = SearchWords.Of(draft.Title!, draft.Body!),
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        TagList.AddTo(post, TagList.Parse(draft.Tags));
        context.Posts.Add(post);
        await context.SaveChangesAsync(cancellationToken);
        return post;
    }
}
