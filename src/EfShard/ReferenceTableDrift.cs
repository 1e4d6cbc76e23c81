namespace EfShard;

/// <summary>A reference table whose copies are not the same on all shards.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Keys">How many primary keys there are whose row is missing somewhere, or has other values somewhere.</param>
/// <param name="Shards">Each shard's copy, in ordinal order of the shards' names.</param>
public sealed record ReferenceTableDrift(string Table, long Keys, IReadOnlyList<ReferenceTableCopy> Shards);
