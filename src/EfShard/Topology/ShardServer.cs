using System.Runtime.CompilerServices;

namespace EfShard.Topology;

/// <summary>
///     One server of a shard, as this process sees it: its role, health, position and load. Fields are read on every query and written by
///     whoever learns something; each is right by itself.
/// </summary>
/// <param name="name">For logs and errors: the shard's name and the server's place, never its address.</param>
/// <param name="endpoint">How it is reached.</param>
internal sealed class ShardServer(string name, ShardEndpoint endpoint)
{
    // A slow answer may be chance, a quick one is not: the average rises slowly and falls fast.
    private const double Rise = 0.1;
    private const double Fall = 0.5;

    private readonly ConditionalWeakTable<object, ServerRun> _runs = [];
    private ServerRun? _run;
    private int _inFlight;
    private int _failures;
    private double _latency;

    public string Name { get; } = name;

    public ShardEndpoint Endpoint { get; } = endpoint;

    /// <summary>Where it is, for those who watch.</summary>
    public ServerAddress Address { get; } = ServerAddress.Of(endpoint);

    public ShardServerRole Role { get; set; }

    /// <summary>The run that was seen last.</summary>
    public ServerRun? Run => Volatile.Read(ref _run);

    public LogPosition Position => Run?.Position ?? LogPosition.None;

    /// <summary>Whether this process has compared the map in the server's database with the options.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Open connections of this process that read from it.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Failures since it last answered.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>How long it takes to answer, in milliseconds, averaged; 0 before the first answer.</summary>
    public double Latency => Volatile.Read(ref _latency);

    /// <summary>How far it was behind the primary when both were last seen; <see langword="null" /> before that.</summary>
    public TimeSpan? Lag { get; set; }

    /// <summary>Whether it takes itself for the primary, and is not: told once, not at each observation.</summary>
    public bool IsFenced { get; set; }

    /// <summary>Whether it was told that it shows nothing of what it receives.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Whether it was told that it is far behind.</summary>
    public bool IsLagging { get; set; }

    /// <summary>The same in bytes of log.</summary>
    public ulong? LagBytes { get; set; }

    /// <summary>The run that a physical connection belongs to, once it has been observed through it.</summary>
    public ServerRun? RunOf(object physical) => _runs.TryGetValue(physical, out var run) ? run : null;

    /// <summary>Takes in what the server said over a physical connection.</summary>
    /// <param name="physical">The physical connection.</param>
    /// <param name="observation">What it said.</param>
    /// <param name="before">The run that was known before it was asked.</param>
    /// <param name="known">What that run was known to hold then.</param>
    public ServerRun Learn(object physical, ServerObservation observation, ServerRun? before, LogPosition known)
    {
        if (!_runs.TryGetValue(physical, out var run))
        {
            lock (_runs)
            {
                run = _run is { } current && current.CanBe(observation, ReferenceEquals(current, before) ? known.Offset : current.Position.Offset) ? current : new ServerRun(observation.StartedAt);
                _runs.AddOrUpdate(physical, run);
                Volatile.Write(ref _run, run);
            }
        }

        run.Advance(observation.Position);
        if (ReferenceEquals(run, Run))
        {
            Role = !observation.IsStandby ? ShardServerRole.Primary : observation.IsAttached ? ShardServerRole.Replica : ShardServerRole.Detached;
        }

        return run;
    }

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>It has answered.</summary>
    public void Succeed(TimeSpan elapsed)
    {
        Volatile.Write(ref _failures, 0);
        var (latency, last) = (Volatile.Read(ref _latency), elapsed.TotalMilliseconds);
        Volatile.Write(ref _latency, latency + ((last > latency ? Rise : Fall) * (last - latency)));
    }

    /// <summary>It could not be reached, or did not answer.</summary>
    /// <returns>How often since it last answered.</returns>
    public int Fail() => Interlocked.Increment(ref _failures);

    /// <summary>Whether it may be read, as far as its answers go: not down, and not too far behind.</summary>
    public bool IsInService(ReplicaOptions options) => Failures < options.HealthFailures && !(Lag > options.MaxLag);

    public override string ToString() => Name;
}
