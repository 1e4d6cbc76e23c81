using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BlogApp.Diagnostics;
using Microsoft.AspNetCore.Components;

namespace BlogApp.Features.Shards;

/// <summary>
/// <c>/shards/events</c>: the page's parts as they change, as server-sent events. The event <c>queries</c> brings new queries, every other event the
/// part of that name; the data is HTML, made by the same components that made the page.
/// </summary>
internal sealed class ShardEvents(
    QueryLog log, ShardsDesk desk, GrowthStudy growth, PartRenderer parts, ServerDesk servers, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int MostAtOnce = 15;
    private const int TicksPerState = 4;
    private const int TicksPerDoubt = 12; // it asks every server
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<SseItem<string>> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // An open page must not keep the process from ending.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var subscription = log.Listen(out var queries);
        var shards = (await desk.ReadAsync(ending.Token)).Shards.Select(s => s.Name).ToList();
        using var timer = new PeriodicTimer(Tick, clock);
        for (var tick = 0; ; tick++)
        {
            if (Take(queries) is { Count: > 0 } entries)
            {
                yield return await ItemAsync<QueryEntries>("queries", new { Queries = entries, Shards = shards });
            }

            if (tick % TicksPerState == 0)
            {
                var state = await desk.ReadAsync(ending.Token);
                yield return await ItemAsync<RingMap>("ring", new { State = state, Growth = await growth.GetAsync(ending.Token) });
                yield return await ItemAsync<ShardCards>("cards", new { State = state });
                yield return await ItemAsync<HotTable>("hot", new { State = state });
                yield return await ItemAsync<ServerTable>("servers", new { Servers = await servers.ReadAsync(), Shards = shards });
            }

            if (tick % TicksPerDoubt == 0)
            {
                yield return await ItemAsync<DoubtTable>("doubt", new { Report = await servers.FindInDoubtAsync(ending.Token) });
            }

            if (!await WaitAsync(timer, ending.Token))
            {
                yield break;
            }
        }
    }

    // The newest first, as the page lists them; what does not fit was already replaced by newer ones there.
    private static List<QueryLogEntry> Take(ChannelReader<QueryLogEntry> queries)
    {
        var entries = new List<QueryLogEntry>();
        while (queries.TryRead(out var entry))
        {
            entries.Add(entry);
        }

        entries.Reverse();
        return entries.Count > MostAtOnce ? entries[..MostAtOnce] : entries;
    }

    private async Task<SseItem<string>> ItemAsync<TComponent>(string name, object parameters)
        where TComponent : IComponent
        => new(await parts.RenderAsync<TComponent>(parameters), name);

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false; // the page was left, or the process ends
        }
    }
}
