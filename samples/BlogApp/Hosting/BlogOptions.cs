namespace BlogApp.Hosting;

/// <summary>The blog's settings, as the configuration gives them.</summary>
internal sealed class BlogOptions
{
    /// <summary>The folder of the shards' files (setting <c>data</c>).</summary>
    public required string DataFolder { get; init; }

    /// <summary>The shards (section <c>Sharding</c>).</summary>
    public required IConfiguration Sharding { get; init; }

    /// <summary>Users of the sample (setting <c>Sample:Users</c>); 10,000 by default.</summary>
    public required int SampleUsers { get; init; }

    /// <summary>Posts of the sample (setting <c>Sample:Posts</c>); 50,000 by default.</summary>
    public required int SamplePosts { get; init; }

    public static BlogOptions From(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["data"] is { Length: > 0 } given ? given : DefaultDataFolder());
        return new BlogOptions
        {
            DataFolder = folder,
            Sharding = WithDataFolder(configuration.GetSection("Sharding"), folder),
            SampleUsers = configuration.GetValue("Sample:Users", 10_000),
            SamplePosts = configuration.GetValue("Sample:Posts", 50_000),
        };
    }

    // Settings cannot know where the data folder is, so they write {data} for it.
    private static IConfiguration WithDataFolder(IConfigurationSection section, string folder)
        => new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(setting => setting.Value is not null)
                .Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.Replace("{data}", folder, StringComparison.Ordinal))))
            .Build();

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
