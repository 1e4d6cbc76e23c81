namespace EfShard.Differential.Tests.Generator;

/// <summary>A value in a query.</summary>
/// <param name="Value">The value.</param>
/// <param name="IsVariable">Whether the query takes it from a variable, or says it itself: EF Core makes a parameter or a constant of it.</param>
public sealed record Literal(object? Value, bool IsVariable);
