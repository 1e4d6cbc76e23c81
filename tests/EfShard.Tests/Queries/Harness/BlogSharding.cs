using EfShard.Tests.Model.Blog;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Tests.Queries.Harness;

/// <summary>The options and calls of EfShard that the query suite uses, in one place. On a plain context the calls change nothing.</summary>
public static class BlogSharding
{
    /// <summary>Four shards; orders and events in range groups, all else by hash.</summary>
    public static void Use(
        DbContextOptionsBuilder options, IReadOnlyList<(string Name, string ConnectionString)> shards, ShapeTraits traits,
        Action<ShardingOptionsBuilder>? more = null)
        => options.UseSharding(sharding =>
        {
            foreach (var (name, connectionString) in shards)
            {
                sharding.AddShard(name, connectionString);
            }

            sharding.Group(BlogMarking.Orders, group => group.Range<long>(range => range.Below(1000, "s0").Below(2000, "s1").Rest("s2")))
                .Group(BlogMarking.Events, group => group.Range<DateOnly>(range => range
                    .Below(new(2023, 7, 1), "s0").Below(new(2024, 1, 1), "s1").Below(new(2024, 7, 1), "s2").Rest("s3")))
                .UnshardedOn(BlogKeys.HomeShard)
                .CrossShardCommit(traits.HasFlag(ShapeTraits.BestEffort) ? CrossShardCommit.BestEffort : CrossShardCommit.Reject)
                .Gather((traits & (ShapeTraits.GatherRefused | ShapeTraits.GatherAlways)) == 0 ? GatherPolicy.Throw : GatherPolicy.Allow)
                .Gather(traits.HasFlag(ShapeTraits.GatherAlways) ? GatherMode.Always
                    : traits.HasFlag(ShapeTraits.GatherAttached) ? GatherMode.AlwaysAttached
                    : GatherMode.AsNeeded)
                .GatherBudget(traits.HasFlag(ShapeTraits.SmallBudget) ? 10 : 1_000_000)
                .MaxConnectionsPerShard(traits.HasFlag(ShapeTraits.OneConnection) ? 1 : 100);
            more?.Invoke(sharding);
        });

    /// <summary>The shard of a sharded row.</summary>
    public static string ShardOf(BlogContext sharded, object row) => sharded.Sharding().ShardOf(row).Name;

    /// <summary>Whether a row is on a shard: reference rows are on every one, unsharded rows on the first.</summary>
    public static bool IsOn(BlogContext sharded, object row, string shard)
        => row switch
        {
            Country or Category or Tag => true,
            Setting => shard == BlogKeys.HomeShard,
            PostTagRow tag => ShardOf(sharded, new User { Id = tag.PostAuthorId, Name = "", Nickname = "", CountryCode = "" }) == shard,
            _ => ShardOf(sharded, row) == shard,
        };

    public static IQueryable<T> OnShard<T>(BlogContext context, IQueryable<T> query, string shard)
        where T : class
        => IsSharded(context) ? query.OnShard(shard) : query;

    public static IQueryable<T> AllShards<T>(BlogContext context, IQueryable<T> query)
        => IsSharded(context) ? query.AllShards() : query;

    public static IQueryable<T> WithShardKey<T, TKey>(BlogContext context, IQueryable<T> query, TKey key)
        where T : class
        => IsSharded(context) ? query.WithShardKey(key) : query;

    public static IDisposable? UseShard(BlogContext context, string shard) => IsSharded(context) ? context.Sharding().UseShard(shard) : null;

    private static bool IsSharded(BlogContext context)
        => context.GetService<IDbContextOptions>().Extensions.Any(e => e.GetType().Assembly == typeof(Shard).Assembly);
}
