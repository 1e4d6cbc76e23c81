namespace EfShard.Planning;

/// <summary>One ORDER BY of a merge: a column of the shards' rows, and how the database orders its values.</summary>
/// <param name="Ordinal">The column's position in the rows of a leg; positions past the projection are hidden from EF Core.</param>
/// <param name="Order">The order of its values.</param>
/// <param name="IsAscending">Ascending or descending.</param>
/// <param name="NullsFirst">Whether nulls come first in this key's direction.</param>
/// <param name="Text">What it is, for plans and messages.</param>
internal sealed record MergeKey(int Ordinal, ValueOrder Order, bool IsAscending, bool NullsFirst, string Text);
