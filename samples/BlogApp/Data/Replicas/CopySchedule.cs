using System.Collections.Concurrent;

namespace BlogApp.Data.Replicas;

/// <summary>How far behind the copies of the Sqlite files may be, chosen on <c>/shards</c>, and how far behind they are.</summary>
internal sealed class CopySchedule(TimeProvider clock)
{
    /// <summary>What can be chosen.</summary>
    public static readonly IReadOnlyList<TimeSpan> Choices = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)];

    /// <summary>The longest of them.</summary>
    public static readonly TimeSpan Longest = Choices[^1];

    private readonly ConcurrentDictionary<string, long> _copied = new(StringComparer.Ordinal);
    private long _interval = Choices[1].Ticks;

    /// <summary>How often the copies are made: a copy is at most so far behind, and the time that making it takes.</summary>
    public TimeSpan Interval
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _interval));
        set => Interlocked.Exchange(ref _interval, Choices.Contains(value) ? value.Ticks : throw new ArgumentOutOfRangeException(nameof(value)));
    }

    /// <summary>How far behind a shard's copy may be now; null if none was made yet.</summary>
    public TimeSpan? BehindOf(string shard) => _copied.TryGetValue(shard, out var at) ? clock.GetElapsedTime(at) : null;

    /// <summary>Says that a shard's copy has all that was there at a time.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="timestamp">When the copy was begun, by the clock's timestamp.</param>
    public void Copied(string shard, long timestamp) => _copied[shard] = timestamp;
}
