using Npgsql;

namespace EfShard.TestServers.Clusters;

/// <summary>One server of a <see cref="PostgresCluster" />.</summary>
public sealed class PostgresNode : IDisposable
{
    private readonly ClusterFolder _folder;
    private readonly PortReservation _port;
    private readonly Func<int, IEnumerable<PostgresNode>> _nodesOfShard;
    private Postmaster? _postmaster;

    internal PostgresNode(string name, int shard, ClusterFolder folder, PortReservation port, Func<int, IEnumerable<PostgresNode>> nodesOfShard)
    {
        Name = name;
        Shard = shard;
        _folder = folder;
        _port = port;
        _nodesOfShard = nodesOfShard;
    }

    /// <summary><c>s0</c> for the first shard's primary, <c>s0r1</c> for its first replica.</summary>
    public string Name { get; }

    /// <summary>The position of the shard, counted from 0.</summary>
    public int Shard { get; }

    /// <summary>The TCP port on 127.0.0.1; it stays the same over restarts.</summary>
    public int Port => _port.Port;

    /// <summary>Connects to database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringTo("postgres");

    /// <summary>Whether the server process exists; a frozen one does, too.</summary>
    public bool IsRunning => _postmaster is { IsRunning: true };

    internal string DataFolder => Path.Combine(_folder.Path, Name);

    internal string ReplicationSource => $"host=127.0.0.1 port={Port} user=postgres";

    private Postmaster Running => IsRunning ? _postmaster! : throw new InvalidOperationException($"Server {Name} is not running; start it first.");

    /// <summary>Connects to a database of this server, with a pool of at most 20 connections.</summary>
    public string ConnectionStringTo(string database)
        => new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database, MaxPoolSize = 20, IncludeErrorDetail = true,
        }.ConnectionString;

    /// <summary>Starts the server, after a crash with recovery, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"Server {Name} is running already.");
        }

        _postmaster?.Dispose();
        _postmaster = await Postmaster.StartAsync(_folder.Path, DataFolder, Path.Combine(_folder.Logs, Name + ".log"));
    }

    /// <summary>Crashes the server: kill -9 for the postmaster and all backends at once.</summary>
    public Task KillAsync() => Running.KillAsync();

    /// <summary>Stops the server as an operator would: open transactions are rolled back, the rest is written.</summary>
    public Task StopAsync() => Running.StopAsync();

    /// <summary>Stops the server's processes: it accepts TCP connections and never answers.</summary>
    public void Freeze() => Running.Freeze();

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => Running.Thaw();

    /// <summary>Waits until all running replicas of this primary stream and have replayed what it has written so far.</summary>
    public async Task ReplicateAsync()
    {
        var written = await ScalarAsync<string>("SELECT pg_current_wal_flush_lsn()::text");
        foreach (var replica in _nodesOfShard(Shard).Where(node => node != this && node.IsRunning))
        {
            await Eventually.TrueAsync(
                () => replica.ScalarAsync<bool>(
                    $"SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') AND pg_last_wal_replay_lsn() >= '{written}'"),
                $"replica {replica.Name} has replayed what {Name} has written");
        }
    }

    /// <summary>
    ///     Makes this replica the primary of its shard and lets the shard's other running replicas follow it. The old primary is not
    ///     touched: if it runs, or is started again, the shard has two primaries.
    /// </summary>
    public async Task PromoteAsync()
    {
        if (!await ScalarAsync<bool>("SELECT pg_promote(true, 30)"))
        {
            throw new InvalidOperationException($"Server {Name} was not promoted within 30 seconds; its log is in {_folder.Logs}.");
        }

        foreach (var other in _nodesOfShard(Shard).Where(node => node != this && node.IsRunning))
        {
            if (await other.ScalarAsync<bool>("SELECT pg_is_in_recovery()"))
            {
                await other.ExecuteAsync($"ALTER SYSTEM SET primary_conninfo = '{ReplicationSource}'");
                await other.ExecuteAsync("SELECT pg_reload_conf()");
            }
        }
    }

    /// <summary>Makes this stopped server a replica of another without a rewind, whatever its history.</summary>
    public Task FollowAsync(PostgresNode source) => Clusters.DataFolder.FollowAsync(this, source);

    /// <summary>Lets this replica receive but not apply: it falls behind until <see cref="ResumeReplayAsync" />.</summary>
    public async Task PauseReplayAsync()
    {
        await ExecuteAsync("SELECT pg_wal_replay_pause()");
        await Eventually.TrueAsync(
            async () => await ScalarAsync<string>("SELECT pg_get_wal_replay_pause_state()") == "paused", $"replica {Name} has paused");
    }

    /// <summary>Lets this replica go on after <see cref="PauseReplayAsync" />.</summary>
    public Task ResumeReplayAsync() => ExecuteAsync("SELECT pg_wal_replay_resume()");

    /// <summary>Lets this replica apply each commit no sooner than this after it was made; zero ends that.</summary>
    public async Task DelayReplayAsync(TimeSpan delay)
    {
        await ExecuteAsync($"ALTER SYSTEM SET recovery_min_apply_delay = {(int)delay.TotalMilliseconds}");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    /// <summary>Makes this server, which ran as a primary, a replica of another: rewinds it to where the histories part and starts it.</summary>
    public async Task RewindAsync(PostgresNode source)
    {
        if (IsRunning)
        {
            await StopAsync();
        }

        // The source's control file must know its timeline.
        await source.ExecuteAsync("CHECKPOINT");
        await Clusters.DataFolder.RewindAsync(_folder, this, source);
        await StartAsync();
    }

    /// <summary>Runs a statement in database <c>postgres</c> on a connection of its own.</summary>
    public Task ExecuteAsync(string sql) => ExecuteInAsync("postgres", sql);

    /// <summary>Runs a statement in a database on a connection of its own.</summary>
    public async Task ExecuteInAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a query in a database on a connection of its own and returns the first value.</summary>
    public async Task<T?> ScalarInAsync<T>(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Runs a query in database <c>postgres</c> on a connection of its own and returns the first value.</summary>
    public Task<T?> ScalarAsync<T>(string sql) => ScalarInAsync<T>("postgres", sql);

    /// <summary>Forgets the process and gives the port back; the cluster calls it after its end.</summary>
    public void Dispose()
    {
        _postmaster?.Dispose();
        _postmaster = null;
        _port.Dispose();
    }

    // Not pooled: after a crash a pool would first hand out its broken connections.
    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionStringTo(database) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
