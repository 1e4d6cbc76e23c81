namespace EfShard.Differential.Tests.Generator;

/// <summary>An aggregate over rows.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Column">Over which column; what it counts plays no part for <see cref="AggregateKind.Count" />.</param>
public sealed record Aggregate(AggregateKind Kind, Column Column);
