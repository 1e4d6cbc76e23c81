using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>Single-shard reads: EfShard over four shards beside plain EF Core on the one shard that holds the rows.</summary>
internal sealed class SideBySideRun(BlogDatabase database, Duel duel, TextWriter progress)
{
    /// <summary>Not the first of the shards: nothing about it is special.</summary>
    private const string Shard = "s2";

    public async Task<IReadOnlyList<ReadResult>> RunAsync(string filter)
    {
        var results = new List<ReadResult>();
        var plain = database.Plain(Shard);
        var sharded = database.Sharded();
        var users = database.UsersOf(Shard);
        progress.WriteLine(SideBySideTable.Header);
        foreach (var @case in ReadCase.For(database.IsAsynchronous ? [true] : [false, true]))
        {
            if (!SideBySideTable.NameOf(@case).Contains(filter, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var comparison = await duel.RunAsync(@case.On("plain", plain, users), @case.On("EfShard", sharded, users));
            results.Add(new ReadResult(@case, comparison));
            progress.WriteLine(SideBySideTable.Row(results[^1]));
        }

        return results;
    }
}
