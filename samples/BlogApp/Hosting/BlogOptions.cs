using BlogApp.Cluster;
using BlogApp.Data;
using Microsoft.Data.Sqlite;

namespace BlogApp.Hosting;

/// <summary>The blog's settings, as the configuration gives them.</summary>
internal sealed class BlogOptions
{
    /// <summary>The folder of the shards' files (setting <c>data</c>).</summary>
    public required string DataFolder { get; init; }

    /// <summary>The shards: files (section <c>Shards</c>), or PostgreSQL's servers (setting <c>database</c>).</summary>
    public required IReadOnlyList<BlogShard> Shards { get; init; }

    /// <summary>The servers that this process has started; null on Sqlite.</summary>
    public LocalCluster? Cluster { get; init; }

    /// <summary>Users of the sample (setting <c>Sample:Users</c>); 10,000 by default.</summary>
    public required int SampleUsers { get; init; }

    /// <summary>Posts of the sample (setting <c>Sample:Posts</c>); 50,000 by default.</summary>
    public required int SamplePosts { get; init; }

    public bool UsesPostgres => Cluster is not null;

    /// <summary>Reads the settings, and starts the servers where they ask for it.</summary>
    /// <exception cref="InvalidOperationException">A setting makes no sense, or the servers do not start.</exception>
    public static async Task<BlogOptions> FromAsync(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["data"] is { Length: > 0 } given ? given : DefaultDataFolder());
        var cluster = configuration["database"] switch
        {
            null or "sqlite" => null,
            "postgres" => await LocalCluster.StartAsync(configuration.GetSection("Cluster")),
            var other => throw new InvalidOperationException($"There is no database '{other}': sqlite or postgres."),
        };
        return new BlogOptions
        {
            DataFolder = folder,
            Shards = cluster?.Shards ?? Files(configuration.GetSection("Shards"), folder, withCopies: configuration.GetValue("Copies", true)),
            Cluster = cluster,
            SampleUsers = configuration.GetValue("Sample:Users", 10_000),
            SamplePosts = configuration.GetValue("Sample:Posts", 50_000),
        };
    }

    // Settings cannot know where the data folder is, so they write {data} for it.
    private static List<BlogShard> Files(IConfigurationSection shards, string folder, bool withCopies)
        => [.. shards.GetChildren().Select(shard =>
        {
            var file = new SqliteConnectionStringBuilder(shard.Value?.Replace("{data}", folder, StringComparison.Ordinal));
            return new BlogShard(shard.Key, file.ConnectionString, withCopies ? [CopyOf(file)] : []);
        })];

    private static string CopyOf(SqliteConnectionStringBuilder file)
        => new SqliteConnectionStringBuilder(file.ConnectionString) { DataSource = Path.ChangeExtension(file.DataSource, ".copy.db") }.ConnectionString;

    // Beside the project file when run from a checkout, whatever the working directory; else beside the program.
    private static string DefaultDataFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BlogApp.csproj")))
            {
                return Path.Combine(folder.FullName, "data");
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "data");
    }
}
