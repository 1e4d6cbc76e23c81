namespace EfShard.Planning.Gathering;

/// <summary>One column of a temporary table, for databases that can't take its type from the SELECT that fills it.</summary>
/// <param name="Name">Its name, in the temporary table as in the SELECT.</param>
/// <param name="StoreType">Its declared type; <see langword="null" /> where values keep whatever type they have.</param>
/// <param name="Collation">Its collation; <see langword="null" /> for the database's own.</param>
internal sealed record ShippedColumn(string Name, string? StoreType, string? Collation);
