namespace EfShard.Differential.Tests.Generator;

/// <summary>Stands for a variable that a query captures.</summary>
internal sealed class Variable<T>(T value)
{
    public T Value { get; } = value;
}
