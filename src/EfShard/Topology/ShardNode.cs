namespace EfShard.Topology;

/// <summary>One shard of a topology: its name, its place in the list, its endpoints, and the connections it may still give out.</summary>
internal sealed class ShardNode(int index, string name, ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas, int maxConnections, TimeProvider? time = null)
{
    private readonly object _gate = new();
    private volatile bool _isVerified;
    private long _lookedAt;
    private volatile ShardServers? _servers = replicas.Count == 0 ? null : new ShardServers(name, primary, replicas, time ?? TimeProvider.System);
    private volatile ShardEndpoint _primary = primary;
    private volatile ServerAddress _address = ServerAddress.Of(primary);
    private volatile int _version;
    private Action<PrimaryChange>? _changed;

    /// <summary>Told when the primary changes, is lost, or a second one is fenced out; remembered for servers that come later.</summary>
    public event Action<PrimaryChange> PrimaryChanged
    {
        add
        {
            lock (_gate)
            {
                _changed += value;
                _servers?.Changed += value;
            }
        }

        remove
        {
            lock (_gate)
            {
                _changed -= value;
                _servers?.Changed -= value;
            }
        }
    }

    public int Index { get; } = index;

    public string Name { get; } = name;

    /// <summary>The primary that the options name.</summary>
    public ShardEndpoint Primary => _primary;

    /// <summary>Counts changes of the servers (<see cref="Replace" />): whoever holds a connection compares it before it is opened.</summary>
    public int Version => _version;

    /// <summary>Which database it is, as OpenTelemetry calls it.</summary>
    public string System { get; init; } = "other_sql";

    /// <summary>How many connections this process has open.</summary>
    public int OpenConnections => maxConnections - Permits.CurrentCount;

    /// <summary>Where the primary is, for those who watch.</summary>
    public ServerAddress Address => _address;

    /// <summary>The shard's servers as they are now; <see langword="null" /> for a shard that has never had replicas.</summary>
    public ShardServers? Servers => _servers;

    /// <summary>Caps this process's open connections to the shard: a hundred requests of sixteen legs would be 1,600 connections.</summary>
    public SemaphoreSlim Permits { get; } = new(maxConnections, maxConnections);

    /// <summary>Whether this process has compared the map in the shard's database with the options.</summary>
    public bool IsVerified
    {
        get => _isVerified;
        set => _isVerified = value;
    }

    /// <summary>Whether the shard may be used, as far as this process knows. <see cref="ShardTopology" /> sets it.</summary>
    public ShardAvailability Availability => State.Availability;

    /// <summary>The last change of availability that this process knows.</summary>
    public AvailabilityState State { get; internal set; }

    /// <summary>Whether the map is to be looked at again, which the caller then does: of several that ask at once, one is told so.</summary>
    public bool IsLookDue(TimeProvider time, TimeSpan interval)
    {
        var now = time.GetTimestamp();
        var last = Volatile.Read(ref _lookedAt);
        return time.GetElapsedTime(last, now) > interval && Interlocked.CompareExchange(ref _lookedAt, now, last) == last;
    }

    /// <summary>Notes that the map has not been looked at after all, so that the next one does.</summary>
    public void HasNotLooked() => Volatile.Write(ref _lookedAt, 0);

    /// <summary>Notes that the map has been looked at now.</summary>
    public void HasLooked(TimeProvider time) => Volatile.Write(ref _lookedAt, time.GetTimestamp());

    /// <summary>The migrations that the shard's database had when it was verified; <see langword="null" /> before that.</summary>
    public IReadOnlyList<string>? Migrations { get; set; }

    /// <summary>
    ///     The collation of text columns that name none, read when the shard is verified: <c>"BINARY"</c> on Sqlite, the database's on
    ///     PostgreSQL (<c>"C"</c>, <c>"en_US.UTF-8"</c>, <c>"icu:de-DE"</c>). <see langword="null" /> before that.
    /// </summary>
    public string? DefaultCollation { get; set; }

    /// <summary>
    ///     How many transactions the server can hold prepared, read when the shard is verified; -1 where there is no table of records, and 0 where two-phase commit
    ///     is not used.
    /// </summary>
    public long PrepareCapacity { get; set; }

    /// <summary>
    ///     Exchanges the shard's servers. What runs on a connection that is open finishes there; each is pointed anew when it is next opened.
    /// </summary>
    public void Replace(ShardEndpoint newPrimary, IReadOnlyList<ShardEndpoint> newReplicas)
    {
        lock (_gate)
        {
            if (_servers is { } servers)
            {
                servers.Replace(newPrimary, newReplicas);
            }
            else if (newReplicas.Count > 0)
            {
                var fresh = new ShardServers(Name, newPrimary, newReplicas, time ?? TimeProvider.System);
                fresh.Changed += _changed;
                _servers = fresh;
            }

            (_primary, _address) = (newPrimary, ServerAddress.Of(newPrimary));
            Forget();
            _version++;
        }
    }

    /// <summary>Has the shard verified anew when it is opened next.</summary>
    public void Forget()
    {
        IsVerified = false;
        Migrations = null;
    }

    public override string ToString() => Name;
}
