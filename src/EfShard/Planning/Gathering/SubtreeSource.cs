using EfShard.Model;

namespace EfShard.Planning.Gathering;

/// <summary>Where the rows of a subtree are that shards answer each by itself.</summary>
/// <param name="Kind">Spread over shards, on the unsharded shard, or the same on every shard.</param>
/// <param name="Conditions">For spread rows, the conditions that decide which shards are asked; each adds its shards.</param>
internal sealed record SubtreeSource(TableKind Kind, IReadOnlyList<TableCondition> Conditions);
