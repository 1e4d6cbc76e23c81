namespace BlogApp.Diagnostics;

/// <summary>How often each shard was asked: since the start, and in each of the last sixty seconds. Safe for concurrent use.</summary>
internal sealed class ShardTraffic(TimeProvider clock)
{
    public const int Seconds = 60;

    private readonly Dictionary<string, Track> _tracks = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();

    public void Count(string shard)
    {
        lock (_lock)
        {
            if (!_tracks.TryGetValue(shard, out var track))
            {
                _tracks.Add(shard, track = new Track());
            }

            track.Advance(Now);
            track.Total++;
            track.Recent[Now % Seconds]++;
        }
    }

    /// <summary>A shard's requests.</summary>
    public ShardTrafficOf Of(string shard)
    {
        lock (_lock)
        {
            if (!_tracks.TryGetValue(shard, out var track))
            {
                return new ShardTrafficOf(0, new int[Seconds]);
            }

            track.Advance(Now);
            return new ShardTrafficOf(track.Total, [.. Enumerable.Range(1, Seconds).Select(i => track.Recent[(Now + i) % Seconds])]);
        }
    }

    private long Now => (long)clock.GetElapsedTime(_start).TotalSeconds;

    private sealed class Track
    {
        private long _second;

        public long Total { get; set; }

        /// <summary>A count for each of the last seconds, by the second modulo their number.</summary>
        public int[] Recent { get; } = new int[Seconds];

        public void Advance(long now)
        {
            for (var second = Math.Max(_second, now - Seconds) + 1; second <= now; second++)
            {
                Recent[second % Seconds] = 0;
            }

            _second = now;
        }
    }
}
