using EfShard.Topology;

namespace EfShard.Sessions;

/// <summary>
///     Says what a replica must hold to answer a read, and whether it does. Pure: levels and marks in, a position out. The cases are in
///     docs/replicas.md.
/// </summary>
internal static class ReadRule
{
    /// <summary>What the level asks of a replica; <see langword="null" /> where only the primary will do.</summary>
    /// <param name="level">The level in force.</param>
    /// <param name="mark">What the session remembers of the shard, settled.</param>
    /// <param name="bound">What the primary had when the bound of <see cref="ConsistencyLevel.BoundedStaleness" /> began.</param>
    public static LogPosition? Needed(ConsistencyLevel level, ShardMark mark, LogPosition? bound) => level switch
    {
        ConsistencyLevel.Strong => null,
        ConsistencyLevel.ReadYourWrites => mark.Written,
        ConsistencyLevel.Session => LogPosition.Join(mark.Written, mark.Read),
        ConsistencyLevel.BoundedStaleness => bound,
        ConsistencyLevel.Eventual or ConsistencyLevel.Sticky => LogPosition.None,
        _ => throw new NotSupportedException($"The consistency level {level} is not known."),
    };

    /// <summary>Whether the level looks at what the session remembers.</summary>
    public static bool LooksAtSession(ConsistencyLevel level) => level is ConsistencyLevel.ReadYourWrites or ConsistencyLevel.Session;

    /// <summary>Whether a server that holds a position may answer.</summary>
    /// <param name="position">What the server holds.</param>
    /// <param name="needed">What the read needs.</param>
    /// <param name="servers">What is known of the shard: a server on an older timeline than the latest may hold rows that never were.</param>
    public static bool IsEligible(LogPosition position, LogPosition needed, ServerList servers)
        => position.Timeline > 0 && position.Timeline == servers.Timeline && position.Covers(needed, servers.TimelineStart);

    /// <summary>
    ///     Where there are no positions: whether the session's last write is long enough ago that a replica is trusted to have it.
    /// </summary>
    public static bool IsTrusted(ConsistencyLevel level, ShardMark mark, DateTimeOffset now, TimeSpan recentWriteWindow) => level switch
    {
        ConsistencyLevel.Strong or ConsistencyLevel.BoundedStaleness or ConsistencyLevel.Session => false,
        ConsistencyLevel.Eventual or ConsistencyLevel.Sticky => true,
        _ => mark.WrittenAt == 0 || now.ToUnixTimeMilliseconds() - mark.WrittenAt >= recentWriteWindow.TotalMilliseconds,
    };
}
