using System.Data.Common;
using EfShard.Benchmarks.Blog;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Databases;

/// <summary>Four Sqlite files in the folder for temporary files.</summary>
internal sealed class SqliteBlog : BlogDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-benchmarks-");

    private SqliteBlog()
    {
        ConnectionStrings = [.. ShardNames.Select(In)];
        Whole = In("whole");
    }

    public override bool IsAsynchronous => false;

    public override string Description { get; } = $"Sqlite {new SqliteConnection().ServerVersion}, a file a shard, pooled connections.";

    public override IReadOnlyList<string> ConnectionStrings { get; }

    public override string Whole { get; }

    public static async Task<BlogDatabase> CreateAsync(BlogSize size)
    {
        var blog = new SqliteBlog();
        await blog.SeedAsync(size);
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

    private string In(string file) => $"Data Source={Path.Combine(_folder.FullName, file + ".db")}";
}
