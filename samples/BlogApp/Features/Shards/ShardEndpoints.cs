using BlogApp.Data;
using BlogApp.Data.Replicas;
using BlogApp.Diagnostics;
using BlogApp.Hosting;
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
        HttpContext http, BlogContext context, ShardsDesk desk, ServerDesk servers, GrowthStudy growth, GatherProbe gather, ReaderAccount readers, QueryLog log,
        BlogOptions options, CopySchedule copies, CancellationToken cancellationToken)
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
                await servers.ReadAsync(),
                await servers.FindInDoubtAsync(cancellationToken),
                ReadLevel.Of(http.Request),
                options.UsesPostgres ? null : copies.Interval),
        });
    }
}
