namespace BlogApp.Diagnostics;

/// <summary>A statement's work on one shard.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="Start">When it began, from the statement's start.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Rows">The rows that it gave; null where nobody counted.</param>
/// <param name="Server">The server that answered, where the shard has several.</param>
public sealed record QueryLeg(string Shard, TimeSpan Start, TimeSpan Duration, long? Rows, string? Server);
