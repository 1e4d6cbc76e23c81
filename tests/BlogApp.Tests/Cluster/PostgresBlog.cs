using BlogApp.Cluster;
using BlogApp.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BlogApp.Tests.Cluster;

/// <summary>The blog over PostgreSQL servers of its own: two primaries with a replica each, started and ended by the sample's own script.</summary>
public sealed class PostgresBlog : IAsyncLifetime
{
    private BlogFactory? _blog;

    internal BlogFactory Blog => _blog ??= new BlogFactory(postgres: true);

    internal ClusterScript Script => Blog.Services.GetRequiredService<BlogOptions>().Cluster!.Script;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_blog is not null)
        {
            var script = Script;
            await _blog.DisposeAsync();
            await script.RunAsync("destroy");
        }
    }
}
