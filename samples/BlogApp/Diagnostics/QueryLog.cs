using System.Threading.Channels;

namespace BlogApp.Diagnostics;

/// <summary>The last statements of this process, for the page <c>/shards</c>. Kept in memory only; safe for concurrent use.</summary>
internal sealed class QueryLog
{
    public const int Capacity = 50;

    private readonly Queue<QueryLogEntry> _entries = new(Capacity);
    private readonly List<Channel<QueryLogEntry>> _listeners = [];
    private readonly Lock _lock = new();
    private long _last;

    public void Add(QueryLogEntry entry)
    {
        lock (_lock)
        {
            var numbered = entry with { Number = ++_last };
            if (_entries.Count == Capacity)
            {
                _entries.Dequeue();
            }

            _entries.Enqueue(numbered);
            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(numbered);
            }
        }
    }

    /// <summary>The entries, last first.</summary>
    public IReadOnlyList<QueryLogEntry> Latest()
    {
        lock (_lock)
        {
            return [.. _entries.Reverse()];
        }
    }

    /// <summary>The entries that come from now on. Who reads too slowly misses the oldest: a page shows no more than the log holds.</summary>
    public IDisposable Listen(out ChannelReader<QueryLogEntry> entries)
    {
        var channel = Channel.CreateBounded<QueryLogEntry>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        entries = channel.Reader;
        lock (_lock)
        {
            _listeners.Add(channel);
        }

        return new Subscription(this, channel);
    }

    private void Remove(Channel<QueryLogEntry> channel)
    {
        lock (_lock)
        {
            _listeners.Remove(channel);
        }
    }

    private sealed class Subscription(QueryLog log, Channel<QueryLogEntry> channel) : IDisposable
    {
        public void Dispose() => log.Remove(channel);
    }
}
