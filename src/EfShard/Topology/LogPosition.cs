using System.Globalization;

namespace EfShard.Topology;

/// <summary>
///     A place in a shard's write-ahead log: the timeline, which every promotion raises, and the offset on it. An offset alone says nothing
///     after a failover: the log that it belonged to may have been cut off before it. See docs/replicas.md.
/// </summary>
/// <param name="Timeline">The timeline, counted from 1; 0 in <see cref="None" />.</param>
/// <param name="Offset">The offset in bytes.</param>
internal readonly record struct LogPosition(uint Timeline, ulong Offset)
{
    /// <summary>Before everything: every server has reached it.</summary>
    public static LogPosition None => default;

    public bool IsNone => Timeline == 0;

    /// <summary>The least position that covers both. Both parts count by themselves: a later timeline's offset may be the smaller one.</summary>
    public static LogPosition Join(LogPosition x, LogPosition y) => new(Math.Max(x.Timeline, y.Timeline), Math.Max(x.Offset, y.Offset));

    /// <summary>Whether a server at this position holds all that a reader of <paramref name="needed" /> has to see.</summary>
    /// <param name="needed">What the reader needs.</param>
    /// <param name="start">
    ///     An offset at which this position's timeline had begun for certain: what an older timeline had beyond it is not on this one, and no
    ///     server will ever have it. <see cref="ulong.MaxValue" /> where none is known.
    /// </param>
    public bool Covers(LogPosition needed, ulong start)
        => needed.IsNone
            || (Timeline == needed.Timeline ? Offset >= needed.Offset
                : Timeline > needed.Timeline && Offset >= Math.Min(needed.Offset, start));

    public override string ToString()
        => IsNone ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Timeline}:{Offset >> 32:X}/{Offset & 0xFFFFFFFF:X}");
}
