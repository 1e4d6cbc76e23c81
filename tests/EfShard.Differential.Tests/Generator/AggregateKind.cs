namespace EfShard.Differential.Tests.Generator;

/// <summary>What is made of many rows.</summary>
public enum AggregateKind
{
    Count,
    CountIf,
    CountDistinct,
    Sum,
    Min,
    Max,
    Average,
}
