namespace EfShard.Topology;

/// <summary>News of a shard's primary.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Server">The server that it happened to: the one that was the primary before, or that is fenced out.</param>
/// <param name="Primary">The primary now; <see langword="null" /> when there is none.</param>
/// <param name="Timeline">The latest timeline.</param>
internal sealed record PrimaryChange(string Shard, PrimaryChangeKind Kind, string? Server, string? Primary, uint Timeline);
