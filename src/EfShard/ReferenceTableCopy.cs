namespace EfShard;

/// <summary>One shard's copy of a reference table.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="DifferingKeys">
///     For how many primary keys its row, or that it has none, is not what most shards say. Where two say this and two that, the first shard by name counts as right.
/// </param>
public sealed record ReferenceTableCopy(string Shard, long Rows, long DifferingKeys);
