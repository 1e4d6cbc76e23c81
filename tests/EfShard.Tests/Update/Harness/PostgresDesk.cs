using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Tests.Update.Harness;

/// <summary>One database on each of the four shared servers for all tests of a class; none where PostgreSQL tests are skipped.</summary>
public sealed class PostgresDesk : Desk, IAsyncLifetime
{
    private const string EmptyAll =
        """
        DO $$
        DECLARE t text;
        BEGIN
            FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFShardMap' LOOP
                EXECUTE format('TRUNCATE %I CASCADE', t);
            END LOOP;
            DROP TRIGGER IF EXISTS promise ON "Author";
        END $$
        """;

    private PostgresDatabases? _databases;

    public async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("saves");
            await CreateAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }

    /// <summary>Leaves the tables as they were created.</summary>
    public void Clear() => Array.ForEach(Names, name => Scalar(name, EmptyAll));

    /// <summary>Lets nobody touch a shard's authors until the result is disposed of.</summary>
    public IDisposable LockAuthors(string shard)
    {
        var connection = new NpgsqlConnection(ConnectionStringOf(shard));
        connection.Open();
        using var command = new NpgsqlCommand("BEGIN; LOCK TABLE \"Author\"", connection);
        command.ExecuteNonQuery();
        return connection;
    }

    public override object? Scalar(string shard, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionStringOf(shard));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    protected override void UseProvider(DbContextOptionsBuilder options) => options.UseNpgsql();

    protected override string ConnectionStringOf(string shard) => _databases!.Shards[Array.IndexOf(Names, shard)];
}
