namespace EfShard;

/// <summary>What <c>RebuildGlobalIndexesAsync</c> found in one global index, and mended.</summary>
/// <param name="EntityType">The name of the entity type.</param>
/// <param name="Property">The name of the property.</param>
/// <param name="Added">Rows that had no entry.</param>
/// <param name="Corrected">Entries that named another shard key than their row's.</param>
/// <param name="Removed">Entries without a row.</param>
/// <param name="Duplicates">Rows whose value another row on another shard has. They have no entry, and queries by the value may find either: change one.</param>
public sealed record GlobalIndexReport(string EntityType, string Property, long Added, long Corrected, long Removed, long Duplicates);
