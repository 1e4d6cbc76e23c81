using System.Data.Common;
using EfShard.Tests.Schema;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Tests.Moving;

/// <summary>Three servers and three files, on which an author's rows are on the shard of the remainder of the author's id, and one more of each without sharding.</summary>
public sealed class TreeDesk : IAsyncLifetime
{
    private const string Plain = "plain";

    private readonly SqliteFiles _files = new();
    private readonly Dictionary<(bool Postgres, bool IsPlain), DbContextOptions<TreeContext>> _options = [];
    private PostgresDatabases? _databases;

    public static string[] Names { get; } = ["s0", "s1", "s2"];

    public static string[] Tables { get; } = ["Posts", "Albums", "Pictures", "Mark", "Cascades", "RestrictNode", "PlainNode", "NullNode", "Branch", "Like"];

    public async Task InitializeAsync()
    {
        _databases = PostgresShards.SkipReason is null ? await PostgresShards.CreateDatabasesAsync("trees") : null;
        foreach (var postgres in _databases is null ? [false] : new[] { false, true })
        {
            var plain = new DbContextOptionsBuilder<TreeContext>();
            _ = postgres ? plain.UseNpgsql(_databases!.Single) : plain.UseSqlite(_files[Plain]);
            _options.Add((postgres, true), plain.Options);
            _options.Add((postgres, false), Sharded(postgres));
            foreach (var isPlain in new[] { true, false })
            {
                await using var context = Context(postgres, isPlain);
                await context.Database.EnsureCreatedAsync();
            }
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

    public TreeContext Context(bool postgres, bool isPlain = false) => new(_options[(postgres, isPlain)]) { IsPlain = isPlain };

    public DbConnection Open(bool postgres, string name)
    {
        DbConnection connection = postgres ? new NpgsqlConnection(ConnectionStringOf(true, name)) : new SqliteConnection(ConnectionStringOf(false, name));
        connection.Open();
        return connection;
    }

    /// <summary>Empties all tables everywhere.</summary>
    public void Clear(bool postgres)
    {
        foreach (var name in Names.Append(Plain))
        {
            using var connection = Open(postgres, name);
            using var command = connection.CreateCommand();
            command.CommandText = string.Concat(Tables.Reverse().Select(table => table is "Posts" or "Albums" or "Pictures" or "Mark" or "Like"
                ? $"DELETE FROM \"{table}\"; "
                : $"UPDATE \"{table}\" SET {(table == "Branch" ? "\"ParentTree\" = NULL, \"ParentNumber\" = NULL" : "\"ParentId\" = NULL")}; DELETE FROM \"{table}\"; "));
            command.ExecuteNonQuery();
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
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}").Order(StringComparer.Ordinal)));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>All shards together have the rows that the one database has.</summary>
    public void AssertSameRows(bool postgres)
        => Assert.All(
            Tables,
            table => Assert.Equal(Rows(postgres, Plain, table), Names.SelectMany(name => Rows(postgres, name, table)).Order(StringComparer.Ordinal)));

    private DbContextOptions<TreeContext> Sharded(bool postgres)
    {
        var options = new DbContextOptionsBuilder<TreeContext>();
        _ = postgres ? options.UseNpgsql() : options.UseSqlite();
        return options.UseSharding(sharding =>
        {
            foreach (var name in Names)
            {
                sharding.AddShard(name, ConnectionStringOf(postgres, name));
            }

            sharding.Group("default", group => group.Strategy(new ByRemainder(Names)))
                .CrossShardCommit(postgres ? CrossShardCommit.TwoPhase : CrossShardCommit.Atomic)
                .CrossShardLockTimeout(TimeSpan.FromSeconds(30));
        }).Options;
    }

    private string ConnectionStringOf(bool postgres, string name)
        => !postgres ? _files[name]
            : name == Plain ? _databases!.Single
            : _databases!.Shards[Array.IndexOf(Names, name)];
}
