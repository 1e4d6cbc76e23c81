using EfShard.Benchmarks.Blog;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Scaling;

/// <summary>The same rows over a number of Sqlite files.</summary>
internal sealed class ScalingBlog : IAsyncDisposable
{
    private const int RowsAtOnce = 400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-scaling-");

    private ScalingBlog(int shards)
    {
        Shards = shards;
        var builder = new DbContextOptionsBuilder<BlogContext>().UseSqlite();
        builder.UseSharding(sharding =>
        {
            for (var shard = 0; shard < shards; shard++)
            {
                sharding.AddShard($"s{shard}", ConnectionStringOf(shard));
            }

            // Rows of many shards are saved at once while it is filled.
            sharding.CrossShardCommit(CrossShardCommit.BestEffort);
        });
        Options = builder.Options;
    }

    public int Shards { get; }

    public DbContextOptions<BlogContext> Options { get; }

    public string ConnectionStringOf(int shard) => $"Data Source={Path.Combine(_folder.FullName, $"s{shard}.db")}";

    public static async Task<ScalingBlog> CreateAsync(int shards, BlogSize size)
    {
        var blog = new ScalingBlog(shards);
        await using (var context = new BlogContext(blog.Options))
        {
            await context.Database.EnsureCreatedAsync();
        }

        for (var first = 1; first <= size.Users; first += RowsAtOnce)
        {
            await using var context = new BlogContext(blog.Options);
            context.AddRange(Enumerable.Range(first, Math.Min(RowsAtOnce, size.Users - first + 1)).Select(id => BlogRows.NewUser(id, size)));
            await context.SaveChangesAsync();
        }

        return blog;
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
