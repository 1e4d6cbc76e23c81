using System.Diagnostics;
using EfShard.TestServers.Clusters;
using Npgsql;

namespace EfShard.TestServers;

/// <summary>
///     A pgbouncer in transaction mode in front of databases of PostgreSQL servers: every transaction, and every statement outside of one, may run in another session of the server than the one
///     before, and turns among them are taken so that it does.
/// </summary>
public sealed class TransactionPooler : IAsyncDisposable
{
    private const string User = "postgres";
    private const string Binary = "pgbouncer";
    private const string Missing = "Pooler: no pgbouncer on this machine. Install the package pgbouncer.";

    private readonly ClusterFolder _folder;
    private readonly PortReservation _port;
    private readonly Process _process;

    private TransactionPooler(ClusterFolder folder, PortReservation port, Process process, IReadOnlyList<string> connectionStrings)
        => (_folder, _port, _process, ConnectionStrings) = (folder, port, process, connectionStrings);

    /// <summary>How many sessions the pooler has on each database.</summary>
    public const int SessionsPerDatabase = 8;

    /// <summary>Why tests that need one are skipped; <see langword="null" /> where they run (or, in CI, fail for want of one).</summary>
    public static string? SkipReason { get; } = PostgresShards.SkipReason
        ?? (Find() is null && Environment.GetEnvironmentVariable("CI") != "true" ? Missing : null);

    /// <summary>A connection string through the pooler for each database, in the order given.</summary>
    public IReadOnlyList<string> ConnectionStrings { get; }

    /// <summary>Starts one, with <see cref="SessionsPerDatabase" /> sessions open on each database.</summary>
    /// <param name="databases">Connection strings of the databases behind it.</param>
    public static async Task<TransactionPooler> StartAsync(IReadOnlyList<string> databases)
    {
        var binary = Find() ?? throw new InvalidOperationException(Missing);
        var folder = await ClusterFolder.CreateAsync();
        var port = PortReservation.Take();
        try
        {
            var settings = Path.Combine(folder.Logs, "pgbouncer.ini");
            await File.WriteAllTextAsync(settings, Settings(folder, port.Port, databases));
            await File.WriteAllTextAsync(UsersFile(folder), $"\"{User}\" \"\"\n");
            var command = ServerAccount.CommandLine(folder.Path, binary, settings);
            var process = Process.Start(Command.StartInfo(
                ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "pooler", Path.Combine(folder.Logs, "pgbouncer.out"), .. command], redirectOutput: false))!;
            var pooler = new TransactionPooler(folder, port, process, [.. databases.Select((_, i) => Through(port.Port, i))]);
            await Eventually.TrueAsync(pooler.AnswersAsync, "the pooler answers", TimeSpan.FromSeconds(60));
            foreach (var database in pooler.ConnectionStrings)
            {
                await WarmAsync(database);
            }

            return pooler;
        }
        catch
        {
            await folder.DisposeAsync();
            port.Dispose();
            throw;
        }
    }

    /// <summary>Ends it, and with it every session that it has.</summary>
    public async ValueTask DisposeAsync()
    {
        Posix.Signal(_process.Id, Posix.SigKill);
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _folder.DisposeAsync();
        _port.Dispose();
        foreach (var connectionString in ConnectionStrings)
        {
            await using var pooled = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(pooled);
        }
    }

    private static string Settings(ClusterFolder folder, int port, IReadOnlyList<string> databases)
        => $"""
            [databases]
            {string.Join('\n', databases.Select((database, i) => $"s{i} = {Target(new NpgsqlConnectionStringBuilder(database))}"))}

            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {UsersFile(folder)}
            pool_mode = transaction
            server_round_robin = 1
            default_pool_size = {SessionsPerDatabase}
            max_client_conn = 1000
            query_wait_timeout = 60
            """;

    private static string UsersFile(ClusterFolder folder) => Path.Combine(folder.Logs, "users.txt");

    private static string Target(NpgsqlConnectionStringBuilder database)
        => $"host={database.Host} port={database.Port} dbname={database.Database} user={database.Username}"
            + (database.Password is { Length: > 0 } password ? $" password='{password.Replace("'", "''", StringComparison.Ordinal)}'" : "");

    // Without the reset: a long statement behind it would be cut in two, for two sessions.
    private static string Through(int port, int database)
        => new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = port, Username = User, Database = $"s{database}", MaxPoolSize = 50, NoResetOnClose = true, IncludeErrorDetail = true,
        }.ConnectionString;

    /// <summary>A session is made when all others are in use.</summary>
    private static async Task WarmAsync(string connectionString)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < SessionsPerDatabase; i++)
            {
                var connection = new NpgsqlConnection(connectionString);
                connections.Add(connection);
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand("BEGIN; SELECT 1", connection);
                await command.ExecuteNonQueryAsync();
            }
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(
                $"The pooler ended with code {_process.ExitCode} while starting:\n{await File.ReadAllTextAsync(Path.Combine(_folder.Logs, "pgbouncer.out"))}");
        }

        try
        {
            await using var connection = new NpgsqlConnection(ConnectionStrings[0] + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static string? Find()
        => !OperatingSystem.IsLinux() ? null
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin")
                .Select(folder => Path.Combine(folder, Binary)).FirstOrDefault(File.Exists);
}
