using System.Text.RegularExpressions;
using Npgsql;

namespace EfShard.TestServers;

/// <summary>A fresh database on each of the shared servers; dropped when disposed of.</summary>
public sealed partial class PostgresDatabases : IAsyncDisposable
{
    private const string SingleSuffix = "_single";

    private readonly IReadOnlyList<string> _servers;

    private PostgresDatabases(IReadOnlyList<string> servers, string name)
    {
        _servers = servers;
        Name = name;
        Shards = [.. servers.Select(server => ConnectionString(server, name))];
        Single = ConnectionString(servers[0], name + SingleSuffix);
    }

    /// <summary>The name that the four databases share; no other has it.</summary>
    public string Name { get; }

    /// <summary>Four connection strings, each to an empty database on another server.</summary>
    public IReadOnlyList<string> Shards { get; }

    /// <summary>An empty database on the first server: what a sharded one is compared with.</summary>
    public string Single { get; }

    /// <summary>Drops the databases, whoever is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connectionString in Shards.Append(Single))
        {
            await using var pooled = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(pooled);
        }

        await OnEachAsync(database => $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");
    }

    internal static async Task<PostgresDatabases> CreateAsync(IReadOnlyList<string> servers, string name)
    {
        // At most 63 bytes, and free of anybody else's: given servers may be used by several runs at once.
        var readable = NotInNames().Replace(name.ToLowerInvariant(), "_");
        var databases = new PostgresDatabases(servers, $"efshard_{readable[..Math.Min(readable.Length, 32)]}_{Guid.NewGuid().ToString("N")[..8]}");

        // The C locale whatever the server's own is: text is ordered alike everywhere.
        await databases.OnEachAsync(database => $"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        return databases;
    }

    private static string ConnectionString(string server, string database)
        => new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    private Task OnEachAsync(Func<string, string> sql)
        => Task.WhenAll([.. _servers.Select(server => ExecuteAsync(server, sql(Name))), ExecuteAsync(_servers[0], sql(Name + SingleSuffix))]);

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
