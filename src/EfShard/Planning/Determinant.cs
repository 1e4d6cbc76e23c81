namespace EfShard.Planning;

/// <summary>
///     Columns of a source that decide on which shard its row lives: its shard key, or a key that identifies its row (or the row it is
///     co-located with). Two rows whose determinants have the same <see cref="Tag" /> and equal columns live on the same shard.
/// </summary>
/// <param name="Tag">What the columns are: a co-location group's key, or the identity of a row of a certain table.</param>
/// <param name="Columns">The columns, in the order that the tag prescribes.</param>
/// <param name="IsOptional">
///     Whether a row may do without it, by a null in a foreign key: such rows live wherever something else puts them, so that they equal each
///     other without living together. An equality still tells where the rows are that it holds for.
/// </param>
internal sealed record Determinant(string Tag, IReadOnlyList<ColumnRef> Columns, bool IsOptional = false);
