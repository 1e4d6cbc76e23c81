using System.Data.Common;
using System.Globalization;
using EfShard.Tests.Schema;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Tests.Moving;

/// <summary>Four servers and four files, on which an author's rows are on the shard of the remainder of the author's id, and one more of each without sharding.</summary>
public sealed class MovingDesk : IAsyncLifetime
{
    private const string Plain = "plain";

    private readonly SqliteFiles _files = new();
    private PostgresDatabases? _databases;

    public static string[] Names { get; } = ["s0", "s1", "s2", "s3"];

    /// <summary>The tables, as the model has them.</summary>
    public static string[] Tables { get; } = ["Users", "Tag", "Posts", "PostTexts", "Papers", "Essays", "Links", "PostTag", "Comments", "Reactions", "Bookmark"];

    /// <summary>The databases that can be tried here, synchronously and asynchronously.</summary>
    public static TheoryData<bool, bool> Cases()
    {
        var cases = new TheoryData<bool, bool> { { false, false }, { false, true } };
        if (PostgresShards.SkipReason is null)
        {
            cases.Add(true, false);
            cases.Add(true, true);
        }

        return cases;
    }

    public async Task InitializeAsync()
    {
        _databases = PostgresShards.SkipReason is null ? await PostgresShards.CreateDatabasesAsync("moving") : null;
        foreach (var postgres in _databases is null ? [false] : new[] { false, true })
        {
            await using var sharded = Context(postgres);
            await sharded.Database.EnsureCreatedAsync();
            await using var plain = PlainContext(postgres);
            await plain.Database.EnsureCreatedAsync();
        }
    }

    public async Task DisposeAsync()
    {
        _files.Dispose();
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }

    public MovingContext Context(bool postgres, CrossShardCommit? policy = null, bool withIndex = true)
    {
        var options = Provider(postgres, null);
        options.UseSharding(sharding =>
        {
            foreach (var name in Names)
            {
                sharding.AddShard(name, ConnectionStringOf(postgres, name));
            }

            sharding.Group("default", group => group.Strategy(new ByRemainder(Names)))
                .CrossShardCommit(policy ?? (postgres ? CrossShardCommit.TwoPhase : CrossShardCommit.Atomic))
                .CrossShardLockTimeout(TimeSpan.FromSeconds(30));
        });
        return withIndex ? new MovingContext(options.Options) : new SluglessContext(options.Options);
    }

    /// <summary>The same model over one database.</summary>
    public MovingContext PlainContext(bool postgres) => new(Provider(postgres, ConnectionStringOf(postgres, Plain)).Options) { IsPlain = true };

    public DbConnection Open(bool postgres, string name)
    {
        DbConnection connection = postgres ? new NpgsqlConnection(ConnectionStringOf(true, name)) : new SqliteConnection(ConnectionStringOf(false, name));
        connection.Open();
        return connection;
    }

    public void Execute(bool postgres, string name, string sql)
    {
        using var connection = Open(postgres, name);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Empties all tables everywhere.</summary>
    public void Clear(bool postgres)
    {
        foreach (var name in Names.Append(Plain))
        {
            string[] indexes = name == Plain ? [] : ["Posts_Slug_GlobalIndex"];
            Execute(postgres, name, $"BEGIN; {string.Concat(Tables.Concat(indexes).Reverse().Select(table => $"DELETE FROM \"{table}\"; "))}COMMIT;");
        }
    }

    /// <summary>The rows of a table in one database, each as a text, in order.</summary>
    public string[] Rows(bool postgres, string name, string table)
    {
        using var connection = Open(postgres, name);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={Text(reader.GetValue(i))}").Order(StringComparer.Ordinal)));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>All shards together have the rows that the one database has; those of reference tables on each.</summary>
    public void AssertSameRows(bool postgres)
    {
        foreach (var table in Tables)
        {
            var expected = Rows(postgres, Plain, table);
            var shards = Names.Select(name => Rows(postgres, name, table)).ToList();
            if (table == "Tag")
            {
                Assert.All(shards, rows => Assert.Equal(expected, rows));
            }
            else
            {
                Assert.Equal(expected, shards.SelectMany(rows => rows).Order(StringComparer.Ordinal));
            }
        }
    }

    private static string Text(object value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static DbContextOptionsBuilder Provider(bool postgres, string? connectionString)
        => postgres ? new DbContextOptionsBuilder().UseNpgsql(connectionString) : new DbContextOptionsBuilder().UseSqlite(connectionString);

    private string ConnectionStringOf(bool postgres, string name)
        => !postgres ? _files[name]
            : name == Plain ? _databases!.Single
            : _databases!.Shards[Array.IndexOf(Names, name)];
}
