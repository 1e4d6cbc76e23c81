using EfShard.Benchmarks.Blog;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>How an operation gets its context.</summary>
internal sealed record ContextSource(string Name, Func<DbContextOptions<BlogContext>, Func<BlogContext>> Open)
{
    public static IReadOnlyList<ContextSource> All { get; } =
    [
        new("new", options => () => new BlogContext(options)),
        new("pooled", options => new PooledDbContextFactory<BlogContext>(options).CreateDbContext),
    ];
}
