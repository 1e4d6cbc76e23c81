namespace EfShard.Diagnostics;

/// <summary>A server at a moment, for gauges.</summary>
/// <param name="Shard">Its shard.</param>
/// <param name="Server">Its name.</param>
/// <param name="IsInService">Whether reads may go to it.</param>
/// <param name="Lag">How far it is behind, where that is known.</param>
/// <param name="LagBytes">The same in bytes of log.</param>
internal readonly record struct ServerReading(string Shard, string Server, bool IsInService, TimeSpan? Lag, long? LagBytes);
