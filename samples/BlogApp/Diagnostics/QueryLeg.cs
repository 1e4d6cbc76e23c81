namespace BlogApp.Diagnostics;

/// <summary>A query's work on one shard.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="Rows">The rows read, or changed.</param>
/// <param name="Duration">From sending the command to its last row.</param>
public sealed record QueryLeg(string Shard, long Rows, TimeSpan Duration);
