using System.Data.Common;
using EfShard.Benchmarks.Blog;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Benchmarks.Databases;

/// <summary>A database on each of four PostgreSQL servers: the tests' servers, which it starts where none are given.</summary>
internal sealed class PostgresBlog : BlogDatabase
{
    private readonly PostgresDatabases _databases;
    private readonly string _version;

    private PostgresBlog(PostgresDatabases databases, string version)
    {
        _databases = databases;
        _version = version;
    }

    /// <summary>Why it can't be measured on PostgreSQL; <see langword="null" /> if it can.</summary>
    public static string? SkipReason => PostgresShards.SkipReason;

    public override bool IsAsynchronous => true;

    public override string Description => $"PostgreSQL {_version}, a server a shard, over TCP, pooled connections, without parallel workers.";

    public override IReadOnlyList<string> ConnectionStrings => _databases.Shards;

    public override string Whole => _databases.Single;

    public static async Task<BlogDatabase> CreateAsync(BlogSize size)
    {
        var databases = await PostgresShards.CreateDatabasesAsync("benchmarks");
        try
        {
            await using var connection = new NpgsqlConnection(databases.Shards[0]);
            await connection.OpenAsync();
            var blog = new PostgresBlog(databases, connection.PostgreSqlVersion.ToString());
            foreach (var database in databases.Shards.Append(databases.Single))
            {
                await ScanAloneAsync(database);
            }

            await blog.SeedAsync(size);
            return blog;
        }
        catch
        {
            await databases.DisposeAsync();
            throw;
        }
    }

    public override DbConnection CreateConnection(string connectionString) => new NpgsqlConnection(connectionString);

    public override ValueTask DisposeAsync() => _databases.DisposeAsync();

    protected override void UseProvider(DbContextOptionsBuilder builder, string? connectionString)
        => _ = connectionString is null ? builder.UseNpgsql() : builder.UseNpgsql(connectionString);

    /// <summary>
    ///     Four servers share this machine's cores: parallel workers of each would get into each other's way, and what PostgreSQL can't scan in parallel, the
    ///     temporary tables of the ways by hand, would look better than it is.
    /// </summary>
    private static async Task ScanAloneAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"ALTER DATABASE \"{connection.Database}\" SET max_parallel_workers_per_gather = 0", connection);
        await command.ExecuteNonQueryAsync();
        NpgsqlConnection.ClearPool(connection);
    }
}
