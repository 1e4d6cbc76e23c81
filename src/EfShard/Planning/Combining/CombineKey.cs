namespace EfShard.Planning.Combining;

/// <summary>One column of a group's key.</summary>
/// <param name="Ordinal">Its position in the legs' rows.</param>
/// <param name="Equality">The order by which two of its values are equal exactly where the database finds them equal.</param>
internal sealed record CombineKey(int Ordinal, ValueOrder Equality);
