namespace BlogApp.Diagnostics;

/// <summary>A statement's work on one shard.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="Start">When it began, from the statement's start.</param>
/// <param name="Duration">Until its last row was read, or its rows were changed.</param>
/// <param name="Rows">The rows that were read from it, or changed; null where nobody counted.</param>
/// <param name="Server">The server that answered, where the shard has several.</param>
/// <param name="Step">Which step of a save or commit it is: write, prepare, decide, commit.</param>
public sealed record QueryLeg(string Shard, TimeSpan Start, TimeSpan Duration, long? Rows, string? Server, string? Step = null);
