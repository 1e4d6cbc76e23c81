using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>Single-shard reads: EfShard over four shards beside plain EF Core on the one shard that holds the rows.</summary>
internal static class SideBySideRun
{
    public static async Task<IReadOnlyList<ReadResult>> RunAsync(BlogDatabase database, Race race, Predicate<string> isWanted)
    {
        var results = new List<ReadResult>();
        var (plain, sharded, users) = (database.Plain(BlogDatabase.Shard), database.Sharded(), database.UsersOf(BlogDatabase.Shard));
        var cases = ReadCase.For(database.IsAsynchronous ? [true] : [false, true]).Where(c => isWanted(c.Name))
            .Select(c => (Case: c, Plain: c.On(plain, users), Sharded: c.On(sharded, users)))
            .ToList();
        foreach (var (_, one, other) in cases)
        {
            await Race.WarmUpAsync(one, other);
        }

        Console.WriteLine(SideBySideTable.Header);
        foreach (var (@case, one, other) in cases)
        {
            results.Add(new ReadResult(@case, await Comparison.OfAsync(race, one, other)));
            Console.WriteLine(SideBySideTable.Row(results[^1]));
        }

        return results;
    }
}
