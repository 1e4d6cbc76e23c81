using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;

namespace EfShard.Benchmarks.Writes;

/// <summary>Measures writes over four shards.</summary>
internal static class WriteRun
{
    public static async Task<IReadOnlyList<WriteResult>> RunAsync(BlogDatabase database, Race race, Predicate<string> isWanted)
    {
        var results = new List<WriteResult>();
        Console.WriteLine(WriteTable.Header);
        foreach (var @case in new WriteCases(database).All().Where(c => isWanted(c.Name)))
        {
            var measured = await race.RunAsync([.. @case.Others.Select(other => other.Side), @case.Sharded]);
            results.Add(new WriteResult(@case, [.. measured.SkipLast(1)], measured[^1]));
            Console.WriteLine(WriteTable.Row(results[^1]));
        }

        return results;
    }
}
