using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Replicas;

/// <summary>
///     What replicas cost: a point read at each level, and a write, in options with a replica, beside the same in options whose only server is the one that answers
///     there. A new context for each operation.
/// </summary>
internal static class ReplicaRun
{
    private const double MostForReads = 1.05;

    private static readonly (string Name, Consistency Level, bool AsksPrimary, double? Most)[] Reads =
    [
        ("read, `ReadYourWrites`", Consistency.ReadYourWrites, false, MostForReads),
        ("read, `Eventual`", Consistency.Eventual, false, MostForReads),
        ("read, `Sticky`", Consistency.Sticky("Ada"), false, MostForReads),
        ("read, `Session`", Consistency.Session, false, MostForReads),
        ("read, `BoundedStaleness(5 s)`", Consistency.BoundedStaleness(TimeSpan.FromSeconds(5)), false, MostForReads),
        ("read, `Strong`", Consistency.Strong, true, MostForReads),
    ];

    public static async Task<IReadOnlyList<ReplicaResult>> RunAsync(Race race, Predicate<string> isWanted)
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 1, replicasPerShard: 1);
        var (primary, replica) = (cluster["s0"].ConnectionStringTo("blog"), cluster["s0r1"].ConnectionStringTo("blog"));

        // Of options that share services EF Core finds the first by reference, and compares all others: neither side may be the first.
        await using (var context = new BlogContext(Options(primary, null)))
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(Enumerable.Range(1, 200).Select(id => BlogRows.NewUser(id, BlogSize.Small)));
            await context.SaveChangesAsync();
        }

        await cluster["s0"].ReplicateAsync();
        var (onPrimary, onReplica) = (Options(primary, null), Options(replica, null));
        foreach (var (_, level, asksPrimary, _) in Reads)
        {
            await Race.WarmUpAsync(Read(asksPrimary ? onPrimary : onReplica), Read(Options(primary, replica, level)));
        }

        var results = new List<ReplicaResult>();
        Console.WriteLine(ReplicaTable.Header);
        foreach (var (name, level, asksPrimary, most) in Reads.Where(r => isWanted(r.Name)))
        {
            await AddAsync(name, asksPrimary ? "primary" : "replica", Read(asksPrimary ? onPrimary : onReplica), Read(Options(primary, replica, level)), most);
        }

        if (isWanted("write"))
        {
            await AddAsync("write, `ExecuteUpdate` of one row", "primary", Write(onPrimary), Write(Options(primary, replica)), most: null);
        }

        return results;

        async Task AddAsync(string name, string server, Side without, Side with, double? most)
        {
            results.Add(new ReplicaResult(name, server, await Comparison.OfAsync(race, without, with), most));
            Console.WriteLine(ReplicaTable.Row(results[^1]));
        }
    }

    private static DbContextOptions<BlogContext> Options(string primary, string? replica, Consistency? level = null)
        => new DbContextOptionsBuilder<BlogContext>()
            .UseNpgsql()
            .UseSharding(sharding => sharding
                .AddShard("s0", shard =>
                {
                    shard.Primary(primary);
                    if (replica is not null)
                    {
                        shard.Replica(replica);
                    }
                })
                .Replicas(r => r.Consistency(level ?? Consistency.ReadYourWrites)))
            .Options;

    private static Side Read(DbContextOptions<BlogContext> options)
    {
        var id = 0L;
        return Side.Of(async () =>
        {
            id = (id % 200) + 1;
            await using var context = new BlogContext(options);
            if ((await context.Users.SingleAsync(u => u.Id == id)).Id != id)
            {
                throw new InvalidOperationException("Another user was read.");
            }
        });
    }

    private static Side Write(DbContextOptions<BlogContext> options)
    {
        var id = 0L;
        return Side.Of(async () =>
        {
            id = (id % 200) + 1;
            await using var context = new BlogContext(options);
            await context.Users.Where(u => u.Id == id).ExecuteUpdateAsync(s => s.SetProperty(u => u.City, "Utopia"));
        });
    }
}
