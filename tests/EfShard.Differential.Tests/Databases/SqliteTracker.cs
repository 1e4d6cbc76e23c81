using EfShard.Differential.Tests.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Databases;

/// <summary>Thirteen Sqlite files in a folder of their own.</summary>
public sealed class SqliteTracker : TrackerDatabases
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-differential-");

    public override string Provider => "sqlite";

    protected override string SingleConnectionString => File("single");

    protected override string WithoutConstraints => "PRAGMA foreign_keys = OFF";

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override string ConnectionString(Layout layout, string shard) => File($"{layout}-{shard}");

    protected override void UseProvider(DbContextOptionsBuilder options, string? connectionString)
        => _ = connectionString is null ? options.UseSqlite() : options.UseSqlite(connectionString);

    private string File(string name) => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.FullName, name + ".db") }.ToString();
}
