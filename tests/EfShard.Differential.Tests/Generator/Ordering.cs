namespace EfShard.Differential.Tests.Generator;

/// <summary>An order by all columns: rows that it does not tell apart are the same, so that no order is left to chance.</summary>
/// <param name="Columns">All columns, each ascending or descending.</param>
public sealed record Ordering(IReadOnlyList<(Column Column, bool IsDescending)> Columns);
