using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>Four shards of a provider, reached over EfShard and behind its back.</summary>
public sealed class MigratedDatabases(Action<DbContextOptionsBuilder, Action<ShardingOptionsBuilder>> use, Func<string, string> connectionString)
{
    public static IReadOnlyList<string> Shards { get; } = ["s0", "s1", "s2", "s3"];

    public static IReadOnlyList<string> Migrations { get; } = ["20240101000000_Initial", "20240201000000_RenameAndMore", AddViewAndTrigger.Id];

    public MigratedContext Sharded() => Sharded(maxParallelShards: 16);

    public MigratedContext Sharded(int maxParallelShards, params IInterceptor[] interceptors)
    {
        var options = new DbContextOptionsBuilder<MigratedContext>();
        use(options, sharding =>
        {
            sharding.MaxParallelShards(maxParallelShards);
            foreach (var shard in Shards)
            {
                sharding.AddShard(shard, connectionString(shard));
            }
        });
        return new MigratedContext(options.AddInterceptors(interceptors).Options);
    }

    public Task ExecuteAsync(string shard, string sql) => OnAsync(shard, sql, command => command.ExecuteNonQueryAsync());

    public async Task<long> ScalarAsync(string shard, string sql)
        => Convert.ToInt64(await OnAsync(shard, sql, command => command.ExecuteScalarAsync()), CultureInfo.InvariantCulture);

    private async Task<T> OnAsync<T>(string shard, string sql, Func<System.Data.Common.DbCommand, Task<T>> execute)
    {
        var address = connectionString(shard);
        await using System.Data.Common.DbConnection connection = address.Contains("Data Source", StringComparison.Ordinal)
            ? new Microsoft.Data.Sqlite.SqliteConnection(address)
            : new Npgsql.NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await execute(command);
    }
}
