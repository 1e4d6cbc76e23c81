using BlogApp.Data;
using BlogApp.Diagnostics;
using BlogApp.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary><c>/shards</c>: what each shard holds, how the queries are spread over them, and what more there is to see of sharding.</summary>
internal static class ShardEndpoints
{
    public static void MapShards(this IEndpointRouteBuilder app)
    {
        app.MapGet("/shards", ShowAsync);
        app.MapGet("/shards/events", (ShardEvents events, CancellationToken cancellationToken) => TypedResults.ServerSentEvents(events.StreamAsync(cancellationToken)));
    }

    private static async Task<RazorComponentResult<ShardsPage>> ShowAsync(
        BlogContext context, ShardsDesk desk, GrowthStudy growth, GatherProbe gather, ReaderAccount readers, QueryLog log, CancellationToken cancellationToken)
    {
        var reader = await readers.FindAsync(cancellationToken);
        return new RazorComponentResult<ShardsPage>(new
        {
            View = new ShardsView(
                await desk.ReadAsync(cancellationToken),
                await growth.GetAsync(cancellationToken),
                log.Latest(),
                CrossShardJoin.Plan(context),
                await gather.RunAsync(reader?.Id ?? 1, cancellationToken),
                context.Sharding().Servers),
        });
    }
}
