namespace EfShard.Topology;

/// <summary>
///     The servers of a shard that has replicas, and who of them is the primary. Roles are learnt from the servers themselves, never from the
///     options: after a promotion the first observation of the new primary is enough. The cases are in docs/replicas.md.
/// </summary>
internal sealed class ShardServers
{
    private readonly object _gate = new();
    private readonly string _shard;
    private ServerList _list;
    private ShardServer[]? _observed;

    public ShardServers(string shard, ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas, TimeProvider time)
    {
        _shard = shard;
        History = new PrimaryHistory(time);
        var servers = Name(primary, replicas, []);
        _list = new ServerList(servers, servers[0], 0, ulong.MaxValue);
    }

    /// <summary>Told when the primary changes, is lost, or a second one is fenced out.</summary>
    public event Action<PrimaryChange>? Changed;

    public PrimaryHistory History { get; }

    public ServerList Current => Volatile.Read(ref _list);

    /// <summary>Whether every server has been asked since the shard is in use: before that nobody knows what the latest timeline is.</summary>
    public bool IsObserved => ReferenceEquals(Volatile.Read(ref _observed), Current.Servers);

    /// <summary>Servers have been asked. If they have been exchanged meanwhile, that says nothing about those that there are now.</summary>
    public void HaveBeenAsked(ShardServer[] servers) => Volatile.Write(ref _observed, servers);

    /// <summary>Nobody watches the servers any more: what is known of them grows old.</summary>
    public void Unwatched() => Volatile.Write(ref _observed, null);

    /// <summary>Exchanges the servers. Those that stay keep what is known of them; queries that run finish where they are.</summary>
    public void Replace(ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas)
    {
        lock (_gate)
        {
            var servers = Name(primary, replicas, _list.Servers);
            var stays = _list.Primary is { } old && _list.Timeline > 0 && servers.Contains(old) ? old : servers[0];
            Volatile.Write(ref _list, _list with { Servers = servers, Primary = stays });
        }
    }

    /// <summary>Takes in what a server said.</summary>
    /// <param name="server">The server.</param>
    /// <param name="physical">The physical connection over which it said so.</param>
    /// <param name="observation">What it said.</param>
    /// <param name="before">The run that was known before it was asked.</param>
    /// <param name="known">What that run was known to hold then.</param>
    /// <param name="askedAt">When it was asked.</param>
    /// <returns>The run that the physical connection belongs to.</returns>
    public ServerRun Learn(ShardServer server, object physical, ServerObservation observation, ServerRun? before, LogPosition known, long askedAt)
    {
        var run = server.Learn(physical, observation, before, known);
        PrimaryChange? change;
        lock (_gate)
        {
            change = observation.IsStandby ? LearnStandby(server, observation) : LearnPrimary(server, observation, askedAt);
        }

        if (change is not null)
        {
            Changed?.Invoke(change);
        }

        return run;
    }

    /// <summary>Whether a server may be written: it is the primary, and nobody has been seen on a later timeline.</summary>
    public bool MayWrite(ShardServer server, ServerRun run)
    {
        var list = Current;
        return ReferenceEquals(list.Primary, server) && server.Role is ShardServerRole.Primary && run.Position.Timeline >= list.Timeline;
    }

    private PrimaryChange? LearnPrimary(ShardServer server, ServerObservation observation, long askedAt)
    {
        var list = _list;
        var (timeline, isPrimary) = (observation.Position.Timeline, ReferenceEquals(list.Primary, server));
        if (timeline < list.Timeline)
        {
            // It was cut off when another was promoted, and does not know.
            return Fence(server, list);
        }

        if (timeline == list.Timeline && !isPrimary && list.Primary is { Role: ShardServerRole.Primary })
        {
            // Two promoted apart from each other carry the same number; the first one seen stays, or writes would go to both by turns.
            return Fence(server, list);
        }

        server.IsFenced = false;
        var start = timeline == list.Timeline ? Math.Min(list.TimelineStart, observation.Position.Offset) : observation.Position.Offset;
        if (!isPrimary || timeline != list.Timeline || start != list.TimelineStart)
        {
            Volatile.Write(ref _list, list with { Primary = server, Timeline = timeline, TimelineStart = start });
        }

        History.Add(askedAt, observation.Position);
        return isPrimary ? null : new PrimaryChange(_shard, PrimaryChangeKind.Found, list.Primary?.Name, server.Name, timeline);
    }

    private PrimaryChange? LearnStandby(ShardServer server, ServerObservation observation)
    {
        server.IsFenced = false;
        var list = _list;
        var primary = list.Primary;
        if (observation.Position.Timeline > list.Timeline && list.Timeline > 0)
        {
            // Somebody feeds it who was promoted after the primary that is known.
            primary = null;
        }

        if (ReferenceEquals(primary, server))
        {
            primary = null;
        }

        var timeline = Math.Max(list.Timeline, observation.Position.Timeline);
        if (!ReferenceEquals(primary, list.Primary) || timeline != list.Timeline)
        {
            var start = timeline == list.Timeline ? list.TimelineStart : ulong.MaxValue;
            Volatile.Write(ref _list, list with { Primary = primary, Timeline = timeline, TimelineStart = start });
        }

        if (list.Primary is { } lost && primary is null)
        {
            return new PrimaryChange(_shard, PrimaryChangeKind.Lost, lost.Name, null, timeline);
        }

        var isNews = observation.IsHidden && !server.IsHidden;
        server.IsHidden = observation.IsHidden;
        return isNews ? new PrimaryChange(_shard, PrimaryChangeKind.Hidden, server.Name, primary?.Name, timeline) : null;
    }

    private PrimaryChange? Fence(ShardServer server, ServerList list)
    {
        if (server.IsFenced)
        {
            return null;
        }

        server.IsFenced = true;
        if (ReferenceEquals(list.Primary, server))
        {
            Volatile.Write(ref _list, list with { Primary = null });
        }

        return new PrimaryChange(_shard, PrimaryChangeKind.Fenced, server.Name, list.Primary?.Name, list.Timeline);
    }

    /// <summary>Servers that stay keep their names, and no other gets one of them.</summary>
    private ShardServer[] Name(ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas, IReadOnlyList<ShardServer> known)
    {
        ShardEndpoint[] endpoints = [primary, .. replicas];
        var staying = known.Where(s => endpoints.Contains(s.Endpoint)).ToArray();
        var number = 0;
        return [.. endpoints.Select(endpoint => staying.FirstOrDefault(s => s.Endpoint == endpoint) ?? new ShardServer(Next(), endpoint))];

        string Next()
        {
            string name;
            do
            {
                name = $"{_shard}/{number++}";
            }
            while (staying.Any(s => s.Name == name));

            return name;
        }
    }
}
