namespace BlogApp.Diagnostics;

/// <summary>The last statements of this process, for the page <c>/shards</c>. Kept in memory only; safe for concurrent use.</summary>
internal sealed class QueryLog
{
    public const int Capacity = 50;

    private readonly Queue<QueryLogEntry> _entries = new(Capacity);
    private readonly Lock _lock = new();

    public void Add(QueryLogEntry entry)
    {
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
}
