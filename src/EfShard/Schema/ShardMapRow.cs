namespace EfShard.Schema;

/// <summary>A row of the shard map: a fact of a kind, by name, as text.</summary>
/// <param name="Kind">One of the constants of <see cref="ShardMapContent" />.</param>
/// <param name="Name">What the row is about: a shard, a group.</param>
/// <param name="Definition">The fact itself.</param>
/// <param name="Version">1 when first written; one more each time that the map was overwritten.</param>
internal sealed record ShardMapRow(string Kind, string Name, string Definition, long Version);
