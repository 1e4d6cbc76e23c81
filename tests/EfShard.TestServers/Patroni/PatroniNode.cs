using System.Net;
using EfShard.TestServers.Clusters;
using Npgsql;

namespace EfShard.TestServers.Patroni;

/// <summary>One PostgreSQL server and the Patroni that starts, promotes and rewinds it.</summary>
public sealed class PatroniNode : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ClusterFolder _folder;
    private readonly PortReservation _port = PortReservation.Take();
    private readonly PortReservation _rest = PortReservation.Take();
    private readonly int _etcd;
    private Supervisor? _patroni;

    internal PatroniNode(string name, ClusterFolder folder, int etcd)
    {
        Name = name;
        _folder = folder;
        _etcd = etcd;
    }

    /// <summary><c>p0</c>, <c>p1</c>, ...</summary>
    public string Name { get; }

    /// <summary>The server's TCP port on 127.0.0.1.</summary>
    public int Port => _port.Port;

    /// <summary>Whether this Patroni runs.</summary>
    public bool IsRunning => _patroni is { IsRunning: true };

    internal int RestPort => _rest.Port;

    internal string ConfigurationFile => Path.Combine(_folder.Supervisors, Name + ".yml");

    private string DataFolder => Path.Combine(_folder.Path, Name);

    private int? Postmaster
        => File.Exists(Path.Combine(DataFolder, "postmaster.pid"))
            && int.TryParse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).FirstOrDefault(), out var id) && ProcessTree.IsAlive(id) ? id : null;

    /// <summary>Connects to a database of this server.</summary>
    public string ConnectionStringTo(string database)
        => new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database, MaxPoolSize = 20, IncludeErrorDetail = true,
        }.ConnectionString;

    /// <summary>Starts Patroni, and has it start the server; waits for neither.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"Patroni {Name} is running already.");
        }

        // PostgreSQL takes a pid file for a living server's while that process is a zombie.
        if (Directory.Exists(DataFolder) && Postmaster is null)
        {
            File.Delete(Path.Combine(DataFolder, "postmaster.pid"));
        }

        await File.WriteAllTextAsync(ConfigurationFile, PatroniConfiguration.Text(this, _folder, DataFolder, _etcd));
        await Command.RunAsync(["chown", $"--reference={_folder.Supervisors}", ConfigurationFile]);
        _patroni?.Dispose();
        _patroni = await Supervisor.StartAsync(_folder, Name, PatroniPrograms.Patroni!, ConfigurationFile);
    }

    /// <summary>Kill -9 for Patroni, the postmaster and all backends at once, as when the machine is lost.</summary>
    public async Task KillAsync()
    {
        _patroni!.Freeze();
        int[] tree = Postmaster is { } id ? Stopped(id) : [];
        foreach (var process in tree)
        {
            Posix.Signal(process, Posix.SigKill);
        }

        await KillPatroniAsync();
        await Eventually.TrueAsync(() => !tree.Any(ProcessTree.IsAlive), "the killed server's processes are gone");
    }

    /// <summary>Kill -9 for Patroni alone: its server goes on as what it was, and nobody is there to demote it.</summary>
    public Task KillPatroniAsync() => _patroni!.KillAsync();

    /// <summary>Whether Patroni says that its server is the primary and holds the lease.</summary>
    public Task<bool> IsPrimaryAsync() => IsAsync("primary");

    /// <summary>Whether Patroni says that commits wait for its server.</summary>
    public Task<bool> IsSynchronousAsync() => IsAsync("synchronous");

    /// <summary>Runs a statement in database <c>postgres</c> on a connection of its own.</summary>
    public Task ExecuteAsync(string sql) => ScalarAsync<object>("postgres", sql);

    /// <summary>Runs a query in a database on a connection of its own and returns the first value.</summary>
    public async Task<T?> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringTo(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Whether the server is a replica that receives from its primary.</summary>
    public async Task<bool> IsStreamingAsync()
    {
        try
        {
            return await ScalarAsync<bool>("postgres", "SELECT pg_is_in_recovery() AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')");
        }
        catch (NpgsqlException)
        {
            // Not there, or not yet.
            return false;
        }
    }

    /// <summary>The end of what Patroni has said, for errors.</summary>
    public string Log() => string.Join('\n', File.ReadLines(Path.Combine(_folder.Logs, Name + ".log")).TakeLast(15));

    /// <summary>Forgets the process and gives the ports back; the cluster calls it after its end.</summary>
    public void Dispose()
    {
        _patroni?.Dispose();
        _port.Dispose();
        _rest.Dispose();
    }

    private static int[] Stopped(int postmaster)
    {
        Posix.Signal(postmaster, Posix.SigStop);
        return [postmaster, .. ProcessTree.ChildrenOf(postmaster)];
    }

    private async Task<bool> IsAsync(string role)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{RestPort}/{role}"));
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // Not there, or busy: not known to be it.
            return false;
        }
    }
}
