using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Model.Blog;

/// <summary>A row of the join between posts and tags, with the shard key of the post that it inherits its shard from.</summary>
public sealed record PostTagRow(long PostId, long PostAuthorId, int TagId)
{
    public void AddTo(DbContext context)
        => context.Set<Dictionary<string, object>>(BlogModel.PostTag).Add(new() { ["PostId"] = PostId, ["TagId"] = TagId });
}
