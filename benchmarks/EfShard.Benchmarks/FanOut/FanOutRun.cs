using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;

namespace EfShard.Benchmarks.FanOut;

/// <summary>Measures the cases without a limit.</summary>
internal static class FanOutRun
{
    public static async Task<IReadOnlyList<FanOutResult>> RunAsync(BlogDatabase database, Race race, Predicate<string> isWanted)
    {
        var results = new List<FanOutResult>();
        Console.WriteLine(FanOutTable.Header);
        foreach (var @case in new FanOutCases(database).All().Where(c => isWanted(c.Name)))
        {
            results.Add(new FanOutResult(@case, await Comparison.OfAsync(race, @case.Other, @case.Sharded)));
            Console.WriteLine(FanOutTable.Row(results[^1]));
        }

        return results;
    }
}
