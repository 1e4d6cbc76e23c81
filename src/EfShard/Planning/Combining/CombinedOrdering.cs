namespace EfShard.Planning.Combining;

/// <summary>One ORDER BY of combined rows.</summary>
/// <param name="Value">The value.</param>
/// <param name="Order">The order of its values.</param>
/// <param name="IsAscending">Ascending or descending.</param>
/// <param name="NullsFirst">Whether nulls come first in this direction.</param>
/// <param name="Text">What it is, for plans and messages.</param>
internal sealed record CombinedOrdering(CombinedValue Value, ValueOrder Order, bool IsAscending, bool NullsFirst, string Text);
