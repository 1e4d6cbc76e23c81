using EfShard.Tests.Schema;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Ids;

/// <summary>Four shards and, beside them, one database, on Sqlite or PostgreSQL. A clock of its own stands for a process of its own.</summary>
public sealed class IdShards : IAsyncDisposable
{
    private readonly SqliteFiles? _files;
    private readonly PostgresDatabases? _databases;

    private IdShards(SqliteFiles? files, PostgresDatabases? databases) => (_files, _databases) = (files, databases);

    public static async Task<IdShards> CreateAsync(bool postgres)
    {
        var shards = postgres ? new IdShards(null, await PostgresShards.CreateDatabasesAsync("ids")) : new IdShards(new SqliteFiles(), null);
        await using var context = shards.Context();
        await context.Database.EnsureCreatedAsync();
        return shards;
    }

    public IdContext Context(TimeProvider? time = null, Action<ShardingOptionsBuilder>? configure = null)
        => new(Options(time, configure));

    public DbContextOptions Options(TimeProvider? time = null, Action<ShardingOptionsBuilder>? configure = null)
    {
        var options = new DbContextOptionsBuilder();
        _ = _databases is null ? options.UseSqlite() : (DbContextOptionsBuilder)options.UseNpgsql();
        options.UseSharding(sharding =>
        {
            for (var i = 0; i < 4; i++)
            {
                sharding.AddShard($"s{i}", _databases is null ? _files![$"s{i}"] : _databases.Shards[i]);
            }

            sharding.CrossShardCommit(_databases is null ? CrossShardCommit.BestEffort : CrossShardCommit.TwoPhase);
            if (time is not null)
            {
                sharding.TimeProvider(time);
            }

            configure?.Invoke(sharding);
        });
        return options.Options;
    }

    public async ValueTask DisposeAsync()
    {
        _files?.Dispose();
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }
}
