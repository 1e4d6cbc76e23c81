using BlogApp.Hosting;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>Where the blog's rows are. Only this file and the settings know of more than one database.</summary>
internal static class BlogDatabase
{
    /// <summary>The provider as usual, but without a connection string: the shards in the settings have one each.</summary>
    public static void Configure(DbContextOptionsBuilder builder, BlogOptions options)
        => builder.UseSqlite().UseSharding(options.Sharding);

    /// <summary>The rows by the shard that each belongs to: one group, saved by itself, is one transaction of one shard.</summary>
    public static IEnumerable<IGrouping<string, T>> GroupByShard<T>(this DbContext context, IEnumerable<T> rows)
        where T : class
        => rows.GroupBy(row => context.Sharding().ShardOf(row).Name);
}
