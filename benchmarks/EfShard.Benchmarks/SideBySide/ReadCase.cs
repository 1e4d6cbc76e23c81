using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Measuring;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>One row of the table: a query, the way to a context, and whether it waits.</summary>
internal sealed record ReadCase(BlogQuery Query, ContextSource Contexts, bool IsAsynchronous)
{
    public static IEnumerable<ReadCase> For(bool[] modes)
        => from isAsynchronous in modes
           from contexts in ContextSource.All
           from query in BlogQuery.All
           select new ReadCase(query, contexts, isAsynchronous);

    /// <summary>Every operation takes a context, asks for one user and disposes the context.</summary>
    public Side On(string name, DbContextOptions<BlogContext> options, IReadOnlyList<long> users)
    {
        var open = Contexts.Open(options);
        var next = 0;
        return new Side(name, IsAsynchronous ? RunAsync : Run);

        Task Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var context = open();
                Query.Run(context, users[next++ % users.Count]);
            }

            return Task.CompletedTask;
        }

        async Task RunAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await using var context = open();
                await Query.RunAsync(context, users[next++ % users.Count]);
            }
        }
    }
}
