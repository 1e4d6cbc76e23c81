namespace BlogApp.Diagnostics;

/// <summary>How often a shard was asked.</summary>
/// <param name="Total">Since the start.</param>
/// <param name="LastSeconds">In each of the last sixty seconds, the present one last.</param>
public sealed record ShardTrafficOf(long Total, IReadOnlyList<int> LastSeconds)
{
    /// <summary>In the last minute.</summary>
    public int LastMinute => LastSeconds.Sum();
}
