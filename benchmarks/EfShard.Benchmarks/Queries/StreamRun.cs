using System.Diagnostics;
using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.ByHand;
using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Report;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Queries;

/// <summary>All posts in order, read as a stream: the time to the first and to the last row, and the memory it takes.</summary>
internal static class StreamRun
{
    private const int Rounds = 9;
    private const int WarmUps = 40;

    /// <summary>Measures by hand, plain and sharded, in this order.</summary>
    public static async Task<IReadOnlyList<StreamResult>> RunAsync(BlogDatabase database)
    {
        // Made once, as an application makes them: with new options EfShard verifies the shards anew.
        var (plain, sharded) = (database.PlainOnWhole(), database.Sharded());
        (string Name, Func<IAsyncEnumerable<Post>> Read)[] ways =
        [
            ("by hand", new StreamByHand(database).ReadAsync),
            ("plain EF Core", () => ReadAsync(plain)),
            ("EfShard", () => ReadAsync(sharded)),
        ];
        var first = Array.ConvertAll(ways, _ => new List<double>());
        var last = Array.ConvertAll(ways, _ => new List<double>());
        await WarmUpAsync(ways.Select(way => way.Read));
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var way = (round + turn) % ways.Length;
                var (toFirst, toLast) = await TimeAsync(ways[way].Read);
                first[way].Add(toFirst);
                last[way].Add(toLast);
            }
        }

        var results = new List<StreamResult>();
        for (var way = 0; way < ways.Length; way++)
        {
            results.Add(new StreamResult(ways[way].Name, last[way], first[way], await WeighAsync(ways[way].Read)));
        }

        Console.WriteLine(StreamTable.Write(results));
        return results;
    }

    /// <summary>What leads to the first row runs once a stream: without this the times to it would be those of code that is not optimised yet.</summary>
    private static async Task WarmUpAsync(IEnumerable<Func<IAsyncEnumerable<Post>>> ways)
    {
        foreach (var read in ways)
        {
            for (var i = 0; i < WarmUps; i++)
            {
                await foreach (var _ in read())
                {
                    break;
                }
            }

            await TimeAsync(read);
        }
    }

    private static async IAsyncEnumerable<Post> ReadAsync(DbContextOptions<BlogContext> options)
    {
        await using var context = new BlogContext(options);
        await foreach (var post in context.Posts.AsNoTracking().OrderByDescending(p => p.WrittenAt).ThenByDescending(p => p.Id).AsAsyncEnumerable())
        {
            yield return post;
        }
    }

    private static async Task<(double First, double Last)> TimeAsync(Func<IAsyncEnumerable<Post>> read)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var first = 0.0;
        var rows = 0;
        await foreach (var _ in read())
        {
            if (rows++ == 0)
            {
                first = watch.Elapsed.TotalMilliseconds;
            }
        }

        return (first, watch.Elapsed.TotalMilliseconds);
    }

    private static async Task<long> WeighAsync(Func<IAsyncEnumerable<Post>> read)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var rows = 0;
        await foreach (var _ in read())
        {
            if (++rows % 25_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        return most;
    }
}
