using BlogApp.Data;
using BlogApp.Hosting;
using BlogApp.Model;

namespace BlogApp.Sample;

/// <summary>Writes the sample into an empty database, all shards side by side, showing how far it is.</summary>
internal sealed class SampleSeeder(IServiceScopeFactory scopes, BlogContext context, BlogOptions options)
{
    private const int ChunkSize = 4_000;

    public async Task SeedAsync()
    {
        var sample = new SampleData(options.SampleUsers, options.SamplePosts);
        var (follows, followers) = (sample.Follows().ToList(), sample.Followers().ToList());
        var total = options.SampleUsers + follows.Count + followers.Count + options.SamplePosts;
        var done = 0;
        using var bar = new ProgressBar(Console.Out, "Creating the sample");

        // Users first: their posts and follows refer to them.
        await SaveAsync(sample.Users(), Report);
        await SaveAsync(follows, Report);
        await SaveAsync(followers, Report);
        await SaveAsync(sample.Posts(), Report);

        context.Settings.Add(new Setting { Name = Setting.Reader, Value = "1" });
        await context.SaveChangesAsync();

        void Report(int rows) => bar.Show(done += rows, total);
    }

    // The rows of one shard are one SaveChanges, and so one transaction, all or nothing. The next chunk is made up while the last is written.
    private async Task SaveAsync<T>(IEnumerable<T> rows, Action<int> report)
        where T : class
    {
        var writing = (Task: Task.CompletedTask, Rows: 0);
        foreach (var chunk in rows.Chunk(ChunkSize))
        {
            await FinishAsync();
            writing = (Task.WhenAll(context.GroupByShard(chunk).ToList().Select(shard => Task.Run(() => SaveShardAsync(shard)))), chunk.Length);
        }

        await FinishAsync();

        async Task FinishAsync()
        {
            await writing.Task;
            report(writing.Rows);
        }
    }

    private async Task SaveShardAsync<T>(IEnumerable<T> rows)
        where T : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var writer = scope.ServiceProvider.GetRequiredService<BlogContext>();
        writer.ChangeTracker.AutoDetectChangesEnabled = false; // nothing is changed after it was added
        writer.AddRange(rows);
        await writer.SaveChangesAsync();
    }
}
