namespace EfShard.Topology;

/// <summary>
///     One uninterrupted run of a server. While it lasts, what has been replayed stays replayed, so that a position once seen holds for every
///     physical connection of the run; a restarted standby may serve an older state than before. Thread-safe.
/// </summary>
internal sealed class ServerRun(string startedAt)
{
    private long _offset;
    private int _timeline;

    public string StartedAt { get; } = startedAt;

    /// <summary>What the server is known to hold. Without a timeline: it has never been seen to receive from a primary, and serves no reads.</summary>
    public LogPosition Position => new((uint)Volatile.Read(ref _timeline), (ulong)Volatile.Read(ref _offset));

    /// <summary>Whether an observation on a new physical connection can be of this run: a state never goes back within one.</summary>
    /// <param name="observation">What the server said.</param>
    /// <param name="known">What the run was known to hold before the server was asked: it must have held as much when it answered.</param>
    public bool CanBe(ServerObservation observation, ulong known) => StartedAt == observation.StartedAt && observation.Position.Offset >= known;

    /// <summary>Takes in an observation. The parts grow apart from each other: a state that went over to a timeline is a part of its history.</summary>
    public void Advance(LogPosition position)
    {
        Raise(ref _offset, (long)position.Offset);
        int timeline;
        while ((timeline = Volatile.Read(ref _timeline)) < (int)position.Timeline
            && Interlocked.CompareExchange(ref _timeline, (int)position.Timeline, timeline) != timeline)
        {
        }
    }

    private static void Raise(ref long target, long value)
    {
        long current;
        while ((current = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, current) != current)
        {
        }
    }
}
