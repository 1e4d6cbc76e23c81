namespace EfShard;

/// <summary>
///     A statement or a save needs a shard that is detached, or would write to one that is read-only (<see cref="ShardAvailability" />). Nothing has been sent:
///     an answer without that shard's rows would be a silently partial one.
/// </summary>
public sealed class ShardArchivedException : InvalidOperationException
{
    internal ShardArchivedException(string message, IReadOnlyList<string> shards, ShardAvailability availability, Exception? innerException = null)
        : base(message, innerException)
    {
        Shards = shards;
        Availability = availability;
    }

    /// <summary>The names of the shards that stand in the way.</summary>
    public IReadOnlyList<string> Shards { get; }

    /// <summary>What they are.</summary>
    public ShardAvailability Availability { get; }
}
