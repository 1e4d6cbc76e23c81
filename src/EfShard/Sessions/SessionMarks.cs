namespace EfShard.Sessions;

/// <summary>All that a session remembers.</summary>
/// <param name="Marks">Shard by shard, the last change first.</param>
/// <param name="Rest">
///     What it remembers of every shard that is not among them: nothing, or that it may have written there. Without positions, which differ from shard to
///     shard.
/// </param>
internal sealed record SessionMarks(IReadOnlyList<KeyValuePair<string, ShardMark>> Marks, ShardMark Rest);
