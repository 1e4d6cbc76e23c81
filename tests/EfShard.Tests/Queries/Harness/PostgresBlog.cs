using System.Data.Common;
using EfShard.Tests.Model.Blog;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Five databases on four PostgreSQL servers; none where PostgreSQL tests are skipped.</summary>
public class PostgresBlog : BlogDatabases, IAsyncLifetime
{
    private PostgresDatabases? _databases;

    public virtual async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("queries");
            await CreateAsync(_databases.Single, [.. (await ReachAsync(_databases.Shards)).Select((shard, i) => ($"s{i}", shard))], BlogData.Create());
        }
    }

    public virtual async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }

    /// <summary>How the databases are reached: as they are, or through something that stands before them.</summary>
    protected virtual Task<IReadOnlyList<string>> ReachAsync(IReadOnlyList<string> databases) => Task.FromResult(databases);

    protected override void UseProvider(DbContextOptionsBuilder options, string? connectionString)
    {
        if (connectionString is null)
        {
            options.UseNpgsql();
        }
        else
        {
            options.UseNpgsql(connectionString);
        }
    }

    protected override string Address(DbConnection connection) => connection.DataSource + "/" + connection.Database;
}
