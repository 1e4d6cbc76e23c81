using BlogApp.Data;
using BlogApp.Hosting;
using BlogApp.Model;

namespace BlogApp.Sample;

/// <summary>Writes the sample into an empty database, showing how far it is.</summary>
internal sealed class SampleSeeder(BlogContext context, BlogOptions options)
{
    private const int ChunkSize = 2_000;

    public async Task SeedAsync()
    {
        var sample = new SampleData(options.SampleUsers, options.SamplePosts);
        var follows = sample.Follows().ToList();
        var total = options.SampleUsers + follows.Count + options.SamplePosts;
        var done = 0;
        using var bar = new ProgressBar(Console.Out, "Creating the sample");

        // Users first: their posts and follows refer to them.
        await SaveAsync(sample.Users(), Report);
        await SaveAsync(follows, Report);
        await SaveAsync(sample.Posts(), Report);

        context.Settings.Add(new Setting { Name = Setting.Reader, Value = "1" });
        await context.SaveChangesAsync();

        void Report(int rows) => bar.Show(done += rows, total);
    }

    // One shard at a time: each SaveChanges is then one transaction of one shard, all or nothing.
    private async Task SaveAsync<T>(IEnumerable<T> rows, Action<int> report)
        where T : class
    {
        foreach (var chunk in rows.Chunk(ChunkSize))
        {
            foreach (var shard in context.GroupByShard(chunk))
            {
                context.AddRange(shard);
                report(await context.SaveChangesAsync());
                context.ChangeTracker.Clear();
            }
        }
    }
}
