namespace BlogApp.Diagnostics;

/// <summary>Keeps what one piece of code asks to itself, instead of in the log: how <c>/shards</c> measures a query of its own.</summary>
internal sealed class QueryCapture : IDisposable
{
    private static readonly AsyncLocal<QueryCapture?> Ambient = new();

    private readonly Lock _lock = new();
    private readonly List<QueryLogEntry> _entries = [];

    public QueryCapture() => Ambient.Value = this;

    /// <summary>The capture in whose scope the code runs.</summary>
    public static QueryCapture? Current => Ambient.Value;

    public IReadOnlyList<QueryLogEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    public void Add(QueryLogEntry entry)
    {
        lock (_lock)
        {
            _entries.Add(entry);
        }
    }

    public void Dispose() => Ambient.Value = null;
}
