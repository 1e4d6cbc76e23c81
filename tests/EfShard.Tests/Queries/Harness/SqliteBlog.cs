using System.Data.Common;
using EfShard.Tests.Model.Blog;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Five Sqlite files in a folder of their own.</summary>
public class SqliteBlog : BlogDatabases, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-blog-");

    public virtual Task InitializeAsync()
        => CreateAsync(File("single"), [.. Enumerable.Range(0, 4).Select(i => ($"s{i}", File($"s{i}")))], BlogData.Create());

    public Task DisposeAsync()
    {
        foreach (var database in Shards.Select(s => s.ConnectionString).Append(SingleConnectionString))
        {
            using var connection = new SqliteConnection(database);
            SqliteConnection.ClearPool(connection);
        }

        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    protected string File(string name) => new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.FullName, name + ".db") }.ToString();

    protected override void UseProvider(DbContextOptionsBuilder options, string? connectionString)
    {
        if (connectionString is null)
        {
            options.UseSqlite();
        }
        else
        {
            options.UseSqlite(connectionString);
        }
    }

    protected override string Address(DbConnection connection) => connection.DataSource;
}
