using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Measuring;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>One row of the table: a query, the way to a context, and whether it waits.</summary>
internal sealed record ReadCase(BlogQuery Query, ContextSource Contexts, bool IsAsynchronous)
{
    public string Name => $"{Query.Name} | {Contexts.Name} | {(IsAsynchronous ? "async" : "sync")}";

    public static IEnumerable<ReadCase> For(bool[] modes)
        => from isAsynchronous in modes
           from contexts in ContextSource.All
           from query in BlogQuery.All
           select new ReadCase(query, contexts, isAsynchronous);

    /// <summary>Every operation takes a context, asks for one user and disposes the context.</summary>
    public Side On(DbContextOptions<BlogContext> options, IReadOnlyList<long> users)
    {
        var open = Contexts.Open(options);
        var next = 0;
        return IsAsynchronous
            ? Side.Of(async () =>
            {
                await using var context = open();
                await Query.RunAsync(context, users[next++ % users.Count]);
            })
            : Side.Of(() =>
            {
                using var context = open();
                Query.Run(context, users[next++ % users.Count]);
            });
    }
}
