using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Databases;

/// <summary>Four Sqlite files in the folder for temporary files.</summary>
internal sealed class SqliteBlog : BlogDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-benchmarks-");

    private SqliteBlog() => ConnectionStrings = [.. ShardNames.Select(shard => $"Data Source={Path.Combine(_folder.FullName, shard + ".db")}")];

    public override bool IsAsynchronous => false;

    public override string Description { get; } = $"Sqlite {new SqliteConnection().ServerVersion}, a file a shard, pooled connections.";

    public override IReadOnlyList<string> ConnectionStrings { get; }

    public static async Task<BlogDatabase> CreateAsync()
    {
        var blog = new SqliteBlog();
        await blog.SeedAsync();
        return blog;
    }

    public override DbConnection CreateConnection(string connectionString) => new SqliteConnection(connectionString);

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override void UseProvider(DbContextOptionsBuilder builder, string? connectionString)
        => _ = connectionString is null ? builder.UseSqlite() : builder.UseSqlite(connectionString);
}
