namespace EfShard.Topology;

/// <summary>What the primary had committed at a moment, or later.</summary>
/// <param name="Timestamp">When the primary was asked: everything acknowledged before is in the position.</param>
/// <param name="Position">What it said.</param>
internal readonly record struct PrimarySample(long Timestamp, LogPosition Position);
