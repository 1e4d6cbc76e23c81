using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;

namespace EfShard.Benchmarks.Queries;

/// <summary>Queries over all shards: EfShard beside ADO.NET by hand, and beside plain EF Core on one database with all rows.</summary>
internal static class QueryRun
{
    public static async Task<IReadOnlyList<QueryResult>> RunAsync(QueryCases cases, Race race, Predicate<string> isWanted)
    {
        var results = new List<QueryResult>();
        Console.WriteLine(QueryTable.Header);
        foreach (var @case in cases.All().Where(c => isWanted(c.Name)))
        {
            var measured = await race.RunAsync(@case.ByHand, @case.Plain, @case.Sharded);
            results.Add(new QueryResult(@case, measured[0], measured[1], measured[2]));
            Console.WriteLine(QueryTable.Row(results[^1]));
        }

        return results;
    }
}
