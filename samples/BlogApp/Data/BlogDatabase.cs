using BlogApp.Hosting;
using EfShard;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>Where the blog's rows are. Only this file and the settings know of more than one database.</summary>
internal static class BlogDatabase
{
    /// <summary>Sqlite knows no log positions: after a write its session reads from the primary for as long as a copy may be behind.</summary>
    private static readonly TimeSpan LongerThanAnyCopy = Replicas.CopySchedule.Longest + TimeSpan.FromSeconds(10);

    /// <summary>The provider as usual, but without a connection string: the shards have one each, and one for each of their replicas.</summary>
    public static void Configure(DbContextOptionsBuilder builder, BlogOptions options)
        => (options.UsesPostgres ? builder.UseNpgsql() : builder.UseSqlite()).UseSharding(sharding =>
        {
            foreach (var shard in options.Shards)
            {
                sharding.AddShard(shard.Name, servers => AddServers(servers, shard));
            }

            sharding.UnshardedOn(options.Shards[0].Name);
            sharding.Replicas(replicas => replicas.RecentWriteWindow(LongerThanAnyCopy).FailoverWait(TimeSpan.FromSeconds(5)));
            if (!options.UsesPostgres)
            {
                // One file after the other: see FollowDesk, the only page that writes to two shards. PostgreSQL commits on both or on none.
                sharding.CrossShardCommit(CrossShardCommit.BestEffort);
            }
        });

    /// <summary>The rows by the shard that each belongs to: one group, saved by itself, is one transaction of one shard.</summary>
    public static IEnumerable<IGrouping<string, T>> GroupByShard<T>(this DbContext context, IEnumerable<T> rows)
        where T : class
        => rows.GroupBy(row => context.Sharding().ShardOf(row).Name);

    private static void AddServers(ShardBuilder servers, BlogShard shard)
    {
        servers.Primary(shard.Primary);
        foreach (var replica in shard.Replicas)
        {
            servers.Replica(replica);
        }
    }
}
