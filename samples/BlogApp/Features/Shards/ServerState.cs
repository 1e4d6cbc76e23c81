using EfShard;

namespace BlogApp.Features.Shards;

/// <summary>A server as the page shows it.</summary>
/// <param name="Status">What the library has seen of it.</param>
/// <param name="Behind">How far it is behind, where that is known.</param>
/// <param name="Changes">What can be done to it: the words on a button, and the command.</param>
public sealed record ServerState(ShardServerStatus Status, TimeSpan? Behind, IReadOnlyList<(string Text, string Change)> Changes);
