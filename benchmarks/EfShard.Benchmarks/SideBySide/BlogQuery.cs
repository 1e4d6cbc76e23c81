using EfShard.Benchmarks.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>A query that one shard answers, as an application writes it.</summary>
internal sealed record BlogQuery(string Name, Func<BlogContext, long, User> Run, Func<BlogContext, long, Task<User>> RunAsync)
{
    public static IReadOnlyList<BlogQuery> All { get; } =
    [
        new(
            "point read",
            (context, id) => context.Users.AsNoTracking().Single(u => u.Id == id),
            (context, id) => context.Users.AsNoTracking().SingleAsync(u => u.Id == id)),
        new(
            "point read, tracked",
            (context, id) => context.Users.Single(u => u.Id == id),
            (context, id) => context.Users.SingleAsync(u => u.Id == id)),
        new(
            "Include of 20",
            (context, id) => context.Users.AsNoTracking().Include(u => u.Posts).Single(u => u.Id == id),
            (context, id) => context.Users.AsNoTracking().Include(u => u.Posts).SingleAsync(u => u.Id == id)),
        new(
            "Include of 20, tracked",
            (context, id) => context.Users.Include(u => u.Posts).Single(u => u.Id == id),
            (context, id) => context.Users.Include(u => u.Posts).SingleAsync(u => u.Id == id)),
    ];
}
