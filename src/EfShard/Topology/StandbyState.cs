namespace EfShard.Topology;

/// <summary>What a standby says of itself when a primary is looked for.</summary>
/// <param name="Server">The server.</param>
/// <param name="IsLeased">Whether this process holds its lease.</param>
/// <param name="IsStandby">Whether it replays a log: one that does not is a primary.</param>
/// <param name="Received">How much of the log it has, replayed or not.</param>
/// <param name="Sender">From whom it receives, as host and port; <see langword="null" /> if from nobody.</param>
internal sealed record StandbyState(ShardServer Server, bool IsLeased, bool IsStandby, ulong Received, ServerAddress? Sender);
