namespace BlogApp.Diagnostics;

/// <summary>The last queries of this process, for the page <c>/shards</c>. Kept in memory only; safe for concurrent use.</summary>
internal sealed class QueryLog
{
    public const int Capacity = 50;

    private readonly Queue<QueryLogEntry> _entries = new(Capacity);
    private readonly Lock _lock = new();
    private readonly AsyncLocal<bool> _paused = new();

    public void Add(QueryLogEntry entry)
    {
        if (_paused.Value)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.Count == Capacity)
            {
                _entries.Dequeue();
            }

            _entries.Enqueue(entry);
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

    /// <summary>
    /// Logs nothing of the caller's own flow until disposed: the page that shows the log counts rows on every shard,
    /// and a first start writes thousands of batches; either would push out what the reader wants to see.
    /// </summary>
    public IDisposable Pause()
    {
        _paused.Value = true;
        return new Resumption(_paused);
    }

    private sealed class Resumption(AsyncLocal<bool> paused) : IDisposable
    {
        public void Dispose() => paused.Value = false;
    }
}
