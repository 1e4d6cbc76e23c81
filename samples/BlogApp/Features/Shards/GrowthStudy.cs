using BlogApp.Model;
using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>Works out what one more shard would move: the blog's own strategy and others, asked for every user. Nothing is moved.</summary>
internal sealed class GrowthStudy(IServiceScopeFactory scopes, TimeProvider clock) : CachedAnswer<Growth>(clock, TimeSpan.FromMinutes(1))
{
    private const int LargestShown = 8;

    protected override async Task<Growth> FindAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BlogContext>();
        var users = await context.Users.AsNoTracking()
            .Select(u => new LargeKey(u.Id, u.Name, "", u.Posts.Count))
            .AllShards()
            .ToListAsync(cancellationToken);

        var own = context.Sharding().StrategyOf<Post>();
        var (names, newShard) = (own.Shards, NewName(own.Shards));
        List<GrowthWay> ways = [];
        IReadOnlyList<SlotRange> moved = [];
        if (own is HashSlotStrategy slots)
        {
            var grown = TakeEvenly(slots.Slots, newShard);
            moved = grown.SlotsOf(newShard);
            ways.Add(Compare("Hash slots", isOwn: true, users, own, new HashSlotStrategy(grown)));
        }

        var consistent = new ConsistentHashStrategy(names);
        ways.Add(Compare("Consistent hashing", own is ConsistentHashStrategy, users, consistent, consistent.Add(newShard)));
        ways.Add(Compare("Modulo", own is ModuloStrategy, users, new ModuloStrategy(names), new ModuloStrategy(names.Append(newShard))));

        var largest = users.OrderByDescending(u => u.Posts).ThenBy(u => u.UserId).Take(LargestShown);
        return new Growth(newShard, ways, moved, [.. largest.Select(u => u with { Shard = ShardOf(own, u.UserId) })]);
    }

    /// <summary>The map in which a new shard has taken the last slots of each range, so that all have the same number.</summary>
    internal static SlotMap TakeEvenly(SlotMap map, string newShard)
    {
        var shards = map.Shards;
        var wanted = SlotMap.SlotCount / (shards.Count + 1);
        var grown = map;
        foreach (var shard in shards)
        {
            var excess = map.SlotsOf(shard).Sum(range => range.Count) - wanted - 1;
            foreach (var range in map.SlotsOf(shard).Reverse())
            {
                var taken = Math.Min(excess, range.Count);
                if (taken > 0)
                {
                    grown = grown.Move(new SlotRange(range.Last - taken + 1, range.Last), newShard);
                    excess -= taken;
                }
            }
        }

        return grown;
    }

    private static GrowthWay Compare(string name, bool isOwn, List<LargeKey> users, ShardStrategy before, ShardStrategy after)
    {
        var moved = users.FindAll(u => ShardOf(before, u.UserId) != ShardOf(after, u.UserId));
        var posts = moved.Sum(u => u.Posts);
        return new GrowthWay(name, isOwn, moved.Count, posts, (double)posts / Math.Max(1, users.Sum(u => u.Posts)));
    }

    private static string ShardOf(ShardStrategy strategy, long userId) => strategy.Shards[strategy.Locate(ShardKey.From(userId))];

    private static string NewName(IReadOnlyList<string> names)
        => Enumerable.Range(names.Count, int.MaxValue - names.Count).Select(i => $"s{i}").First(name => !names.Contains(name));
}
