using BlogApp.Diagnostics;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary><c>/shards</c>: what each shard holds, and how the last queries were spread over them.</summary>
internal static class ShardEndpoints
{
    public static void MapShards(this IEndpointRouteBuilder app) => app.MapGet("/shards", ShowAsync);

    private static async Task<RazorComponentResult<ShardsPage>> ShowAsync(BlogContext context, QueryLog log, CancellationToken cancellationToken)
    {
        var shards = new List<ShardRows>();
        foreach (var shard in context.Sharding().Shards)
        {
            shards.Add(new ShardRows(
                shard.Name,
                await context.Users.OnShard(shard.Name).CountAsync(cancellationToken),
                await context.Posts.OnShard(shard.Name).CountAsync(cancellationToken),
                await context.Follows.OnShard(shard.Name).CountAsync(cancellationToken)));
        }

        return new RazorComponentResult<ShardsPage>(new { Shards = shards, Queries = log.Latest(), JoinPlan = CrossShardJoin.Plan(context) });
    }
}
