using BlogApp.Model;
using BlogApp.Sample;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BlogApp.Tests;

/// <summary>The blog as a browser sees it, over a small sample in a data folder of its own.</summary>
public sealed class BlogFactory : WebApplicationFactory<Program>
{
    public const int Users = 60;
    public const int Posts = 300;

    private readonly TestFolder? _ownFolder;
    private readonly string _dataFolder;

    private readonly (int Users, int Posts) _size = (Users, Posts);
    private readonly bool _withCopies;
    private readonly bool _postgres;

    public BlogFactory()
    {
        _ownFolder = new TestFolder();
        _dataFolder = _ownFolder.Path;
    }

    /// <param name="withCopies">Whether each shard has a copy that is behind.</param>
    /// <param name="postgres">Whether the shards are PostgreSQL servers of this blog's own: two, each with a replica.</param>
    internal BlogFactory(bool withCopies = false, bool postgres = false)
        : this()
        => (_withCopies, _postgres) = (withCopies, postgres);

    /// <summary>The blog as users see it: with copies, and a larger sample than <see cref="Sample"/>.</summary>
    /// <param name="users">The sample's size.</param>
    /// <param name="posts">The same.</param>
    internal BlogFactory(int users, int posts)
        : this()
        => (_size, _withCopies) = ((users, posts), true);

    /// <param name="dataFolder">A data folder that outlives this start of the blog.</param>
    internal BlogFactory(TestFolder dataFolder) => _dataFolder = dataFolder.Path;

    /// <summary>The rows that the database must hold: computed afresh, without any database.</summary>
    internal static SampleData Sample { get; } = new(Users, Posts);

    /// <summary>Runs with a context of its own, as one request does.</summary>
    internal async Task<T> WithContextAsync<T>(Func<BlogContext, Task<T>> run)
    {
        await using var scope = Services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<BlogContext>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
        => builder
            .UseSetting("Logging:LogLevel:Default", "Warning")
            .UseSetting("data", _dataFolder)
            .UseSetting("Copies", _withCopies.ToString())
            .UseSetting("database", _postgres ? "postgres" : "sqlite")
            .UseSetting("Cluster:Folder", $"/dev/shm/blogapp-{Environment.ProcessId}")
            .UseSetting("Cluster:Port", (23_000 + (Environment.ProcessId % 400 * 20)).ToString())
            .UseSetting("Cluster:Shards", "2")
            .UseSetting("Cluster:EndsWithProcess", "true")
            .UseSetting("Recovery", "false")
            .UseSetting("Sample:Users", _size.Users.ToString())
            .UseSetting("Sample:Posts", _size.Posts.ToString());

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _ownFolder?.Dispose();
        }
    }
}
