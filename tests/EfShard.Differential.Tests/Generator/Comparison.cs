namespace EfShard.Differential.Tests.Generator;

/// <summary>How two values are compared.</summary>
public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
