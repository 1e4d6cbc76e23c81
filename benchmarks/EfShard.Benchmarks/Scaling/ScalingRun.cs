using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Scaling;

/// <summary>How cost grows with the number of shards: the same operations over the same rows on more and more Sqlite files, all in turns.</summary>
internal static class ScalingRun
{
    /// <summary>Every count has all rows, so that a shard has the fewer the more there are.</summary>
    private static readonly BlogSize Size = new(Users: 3_200, PostsPerUser: 4, Topics: 1, AlsoWhole: false);

    public static IReadOnlyList<int> Counts { get; } = [1, 2, 4, 8, 16, 64];

    public static async Task<IReadOnlyList<ScalingResult>> RunAsync(Race race, Predicate<string> isWanted)
    {
        var blogs = new List<ScalingBlog>();
        try
        {
            foreach (var count in Counts)
            {
                blogs.Add(await ScalingBlog.CreateAsync(count, Size));
            }

            var results = new List<ScalingResult>();
            Console.WriteLine(ScalingTable.Header);
            foreach (var (name, operation) in Operations().Where(o => isWanted(o.Name)))
            {
                results.Add(new ScalingResult(name, await race.RunAsync([.. blogs.Select(blog => SideOf(blog, operation))])));
                Console.WriteLine(ScalingTable.Row(results[^1]));
            }

            return results;
        }
        finally
        {
            foreach (var blog in blogs)
            {
                await blog.DisposeAsync();
            }
        }
    }

    private static IEnumerable<(string Name, Action<BlogContext, int> Operation)> Operations()
    {
        yield return ("point read", static (context, i) => context.Users.AsNoTracking().Single(u => u.Id == i % 3_000 + 1));
        yield return ("list of 50 keys", static (context, i) =>
        {
            var keys = Enumerable.Range(i % 3_000 + 1, 50).Select(id => (long)id).ToList();
            _ = context.Users.AsNoTracking().Where(u => keys.Contains(u.Id)).ToList();
        });
        yield return ("20 newest posts", static (context, _) => context.Posts.AsNoTracking().OrderByDescending(p => p.WrittenAt).ThenByDescending(p => p.Id).Take(20).ToList());
        yield return ("count of all", static (context, _) => context.Posts.Count());
        yield return ("save of one row", static (context, i) =>
        {
            context.Attach(new User { Id = i % 3_000 + 1, Name = "" }).Property(u => u.City).CurrentValue = $"City {i}";
            context.SaveChanges();
        });
    }

    private static Side SideOf(ScalingBlog blog, Action<BlogContext, int> operation)
    {
        var turn = 0;
        return Side.Of(() =>
        {
            using var context = new BlogContext(blog.Options);
            operation(context, turn++);
        });
    }
}
