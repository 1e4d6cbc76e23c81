using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Tests.Update.Harness;

/// <summary>One database on each of the four shared servers for all tests of a class; none where PostgreSQL tests are skipped.</summary>
public class PostgresDesk : Desk, IAsyncLifetime
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
    private IReadOnlyList<string> _connectionStrings = [];

    public virtual async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("saves");
            _connectionStrings = await ReachAsync(_databases.Shards);
            await CreateAsync();
        }
    }

    public virtual async Task DisposeAsync()
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

    /// <summary>Really: the database itself finds at the commit that a deferred foreign key leads nowhere.</summary>
    public void FailCommitsOn(string shard)
        => Scalar(
            shard,
            """
            CREATE TABLE IF NOT EXISTS nobody (id bigint PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS promised (id bigint REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE OR REPLACE FUNCTION promise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO promised VALUES (new."Id"); RETURN new; END';
            CREATE TRIGGER promise AFTER INSERT ON "Author" FOR EACH ROW EXECUTE FUNCTION promise();
            """);

    /// <summary>A connection to a shard, past EF Core.</summary>
    public NpgsqlConnection Open(string shard)
    {
        var connection = new NpgsqlConnection(ConnectionStringOf(shard));
        connection.Open();
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

    protected override string ConnectionStringOf(string shard) => _connectionStrings[Array.IndexOf(Names, shard)];

    /// <summary>How the databases are reached: as they are, or through something that stands before them.</summary>
    protected virtual Task<IReadOnlyList<string>> ReachAsync(IReadOnlyList<string> databases) => Task.FromResult(databases);
}
