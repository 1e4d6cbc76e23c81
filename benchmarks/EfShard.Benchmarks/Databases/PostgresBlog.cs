using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Benchmarks.Databases;

/// <summary>Four PostgreSQL servers on this machine.</summary>
internal sealed class PostgresBlog : BlogDatabase
{
    private readonly PostgresCluster _cluster;
    private string _version = "";

    private PostgresBlog(PostgresCluster cluster)
    {
        _cluster = cluster;
        ConnectionStrings = [.. cluster.Primaries.Select(server => server.ConnectionStringTo("blog"))];
    }

    public override string Name => "PostgreSQL";

    public override bool IsAsynchronous => true;

    public override string Description => $"PostgreSQL {_version}, a server a shard, all on this machine, over TCP, pooled connections.";

    public override IReadOnlyList<string> ConnectionStrings { get; }

    /// <exception cref="InvalidOperationException">There are no server binaries on this machine.</exception>
    public static async Task<BlogDatabase> CreateAsync()
    {
        var blog = new PostgresBlog(await PostgresCluster.StartAsync(ShardCount));
        try
        {
            await blog.SeedAsync();
            await using var connection = new NpgsqlConnection(blog.ConnectionStrings[0]);
            await connection.OpenAsync();
            blog._version = connection.PostgreSqlVersion.ToString();
        }
        catch
        {
            await blog.DisposeAsync();
            throw;
        }

        return blog;
    }

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _cluster.DisposeAsync();
    }

    protected override void UseProvider(DbContextOptionsBuilder builder, string? connectionString)
        => _ = connectionString is null ? builder.UseNpgsql() : builder.UseNpgsql(connectionString);
}
