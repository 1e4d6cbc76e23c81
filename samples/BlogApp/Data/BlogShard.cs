namespace BlogApp.Data;

/// <summary>A shard's servers.</summary>
/// <param name="Name">The shard's name.</param>
/// <param name="Primary">The connection string of the server that takes the writes.</param>
/// <param name="Replicas">Those of the servers that follow it.</param>
internal sealed record BlogShard(string Name, string Primary, IReadOnlyList<string> Replicas);
