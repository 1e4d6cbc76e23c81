using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>Counts the rows of each shard, at most every few seconds however many pages are open.</summary>
internal sealed class ShardCensus(IServiceScopeFactory scopes, TimeProvider clock) : CachedAnswer<IReadOnlyList<ShardRows>>(clock, TimeSpan.FromSeconds(5))
{
    protected override async Task<IReadOnlyList<ShardRows>> FindAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BlogContext>();
        var shards = new List<ShardRows>();
        foreach (var shard in context.Sharding().Shards)
        {
            shards.Add(new ShardRows(
                shard.Name,
                await context.Users.OnShard(shard.Name).CountAsync(cancellationToken),
                await context.Posts.OnShard(shard.Name).CountAsync(cancellationToken),
                await context.Comments.OnShard(shard.Name).CountAsync(cancellationToken),
                await context.PostTags.OnShard(shard.Name).CountAsync(cancellationToken),
                await context.Follows.OnShard(shard.Name).CountAsync(cancellationToken)
                    + await context.Followers.OnShard(shard.Name).CountAsync(cancellationToken)));
        }

        return shards;
    }
}
