namespace EfShard.Topology;

/// <summary>
///     The primary's positions over the last minutes, by this process's own clock. They turn a time into a position: a replica that holds what
///     the primary had five seconds ago is at most five seconds behind, whatever the clocks of the servers say. Thread-safe.
/// </summary>
internal sealed class PrimaryHistory(TimeProvider time)
{
    private const int Kept = 256;

    private readonly Queue<PrimarySample> _samples = new(Kept);

    public PrimarySample? Last { get; private set; }

    /// <param name="timestamp">When the primary was asked, not when it answered.</param>
    /// <param name="position">What it said.</param>
    public void Add(long timestamp, LogPosition position)
    {
        lock (_samples)
        {
            if (Last is { } last && last.Timestamp > timestamp)
            {
                return;
            }

            if (_samples.Count == Kept)
            {
                _samples.Dequeue();
            }

            _samples.Enqueue(new PrimarySample(timestamp, position));
            Last = new PrimarySample(timestamp, position);
        }
    }

    /// <summary>The oldest position that is no more than an age behind now; <see langword="null" /> when the primary was not asked since.</summary>
    public LogPosition? NotOlderThan(TimeSpan age)
    {
        var now = time.GetTimestamp();
        lock (_samples)
        {
            foreach (var sample in _samples)
            {
                if (time.GetElapsedTime(sample.Timestamp, now) <= age)
                {
                    return sample.Position;
                }
            }
        }

        return null;
    }

    /// <summary>How old the newest state is that a server at a position holds for certain; <see langword="null" /> if older than what is kept.</summary>
    public TimeSpan? LagOf(LogPosition position, ulong start)
    {
        var now = time.GetTimestamp();
        lock (_samples)
        {
            if (Last is { } last && position.Covers(last.Position, start))
            {
                return TimeSpan.Zero;
            }

            // Up to date when the first position beyond it was not yet there: behind since then.
            foreach (var sample in _samples)
            {
                if (!position.Covers(sample.Position, start))
                {
                    return time.GetElapsedTime(sample.Timestamp, now);
                }
            }
        }

        return null;
    }
}
