using BlogApp.Diagnostics;
using BlogApp.Hosting;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>Where the blog's rows are: the only place of the application that names shards and files.</summary>
internal static class BlogDatabase
{
    public static IReadOnlyList<string> ShardNames { get; } = ["blog"];

    public static void Configure(DbContextOptionsBuilder builder, BlogOptions options, QueryLogInterceptor log)
        => builder
            .UseSqlite($"Data Source={Path.Combine(options.DataFolder, "blog.db")}")
            .AddInterceptors(log);

    /// <summary>The rows by the shard that each belongs to: a batch of one group is saved in one transaction of one shard.</summary>
    public static IEnumerable<IGrouping<string, T>> GroupByShard<T>(this BlogContext context, IEnumerable<T> rows)
        where T : class
        => rows.GroupBy(_ => ShardNames[0]);
}
