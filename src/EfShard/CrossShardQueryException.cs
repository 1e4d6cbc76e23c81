namespace EfShard;

/// <summary>
///     A query needs rows of several shards at once in a way that can't be answered. Nothing has been read. The message says which part, why,
///     and what to do.
/// </summary>
public sealed class CrossShardQueryException : InvalidOperationException
{
    internal CrossShardQueryException(string part, string reason, string wayOut)
        : base($"The query can't be answered over several shards because of {part}: {reason} {wayOut}")
    {
        Part = part;
        Reason = reason;
        WayOut = wayOut;
    }

    /// <summary>The part of the query that stands in the way.</summary>
    public string Part { get; }

    /// <summary>Why that part needs rows of several shards at once.</summary>
    public string Reason { get; }

    /// <summary>What can be done about it.</summary>
    public string WayOut { get; }
}
