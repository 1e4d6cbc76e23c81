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

    public async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("queries");
            await CreateAsync(_databases.Single, [.. _databases.Shards.Select((shard, i) => ($"s{i}", shard))], BlogData.Create());
        }
    }

    public async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }

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
