namespace EfShard.Differential.Tests.Generator;

/// <summary>How a subquery follows the row around it: by an equality.</summary>
/// <param name="Inner">The subquery's column.</param>
/// <param name="Outer">The column of the row around it.</param>
/// <param name="NotNull">Whether nulls are excluded; without that two nulls are equal.</param>
public sealed record Link(Column Inner, Column Outer, bool NotNull);
