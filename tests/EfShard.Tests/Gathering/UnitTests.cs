using EfShard.TestServers;
using EfShard.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>Tests over four shards of readings, sites and units, on Sqlite and on PostgreSQL, empty for each test.</summary>
/// <param name="name">What their databases are called.</param>
public abstract class UnitTests(string name) : IAsyncLifetime
{
    private readonly SqliteFiles _files = new();
    private PostgresDatabases? _servers;

    public async Task InitializeAsync()
        => _servers = PostgresShards.SkipReason is null ? await PostgresShards.CreateDatabasesAsync(name) : null;

    public async Task DisposeAsync()
    {
        _files.Dispose();
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    private protected UnitContext Context(bool isSqlite, Action<DbContextOptionsBuilder>? configure = null, Action<ShardingOptionsBuilder>? sharding = null)
    {
        var options = new DbContextOptionsBuilder<UnitContext>();
        (isSqlite ? options.UseSqlite() : options.UseNpgsql()).UseSharding(shards =>
        {
            for (var i = 0; i < 4; i++)
            {
                shards.AddShard($"s{i}", isSqlite ? _files[$"s{i}"] : _servers!.Shards[i]);
            }

            if (isSqlite)
            {
                shards.CrossShardCommit(CrossShardCommit.BestEffort);
            }

            sharding?.Invoke(shards);
        });
        configure?.Invoke(options);
        return new UnitContext(options.Options);
    }
}
