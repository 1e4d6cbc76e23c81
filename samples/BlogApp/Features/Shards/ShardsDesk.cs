using BlogApp.Diagnostics;
using BlogApp.Model;
using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>Brings together what the page shows, for its first showing and for each change of it.</summary>
internal sealed class ShardsDesk(IServiceScopeFactory scopes, ShardCensus census, ShardTraffic traffic, HotKeys hot)
{
    private const int HotShown = 8;

    public async Task<ShardsState> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await census.GetAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BlogContext>();
        var strategy = context.Sharding().StrategyOf<Post>();
        return new ShardsState(
            [.. rows.Select((r, i) => new ShardState(r.Shard, i, r, traffic.Of(r.Shard)))],
            strategy,
            await NameAsync(context, strategy, cancellationToken));
    }

    private async Task<List<HotKey>> NameAsync(BlogContext context, ShardStrategy strategy, CancellationToken cancellationToken)
    {
        var hottest = hot.Hottest(HotShown);
        var ids = hottest.Select(k => k.UserId).ToList();
        var names = await context.Users.Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.Name }).ToDictionaryAsync(u => u.Id, u => u.Name, cancellationToken);
        return hottest.ConvertAll(k => new HotKey(
            k.UserId, names.GetValueOrDefault(k.UserId, "?"), strategy.Shards[strategy.Locate(ShardKey.From(k.UserId))], k.Requests));
    }
}
