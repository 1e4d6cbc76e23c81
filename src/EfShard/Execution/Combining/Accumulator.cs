using System.Data.Common;
using EfShard.Execution.Merging;
using EfShard.Planning.Combining;

namespace EfShard.Execution.Combining;

/// <summary>One aggregate of one group: takes the partial ones of the legs' rows.</summary>
internal abstract class Accumulator
{
    /// <summary>The aggregate of what has been added.</summary>
    public abstract object? Value { get; }

    /// <summary>A form of <see cref="Value" /> that compares with those of other groups.</summary>
    public virtual object? Comparable => Value;

    /// <summary>Adds the partial aggregate of a leg's current row.</summary>
    public abstract void Add(DbDataReader row);

    public static Accumulator Create(CombinedAggregate aggregate) => aggregate.Kind switch
    {
        AggregateKind.Count => new CountAccumulator(aggregate.Ordinals[0]),
        AggregateKind.CountDistinct => new DistinctAccumulator(aggregate.Ordinals[0], ValueComparison.Of(aggregate.Order!.Value)),
        AggregateKind.Sum => new SumAccumulator(aggregate.Ordinals[0]),
        AggregateKind.SumOfDecimalText => new DecimalTextAccumulator(aggregate.Ordinals[0], null),
        AggregateKind.Min => CreateExtreme(aggregate, 1),
        AggregateKind.Max => CreateExtreme(aggregate, -1),
        AggregateKind.Join => new JoinAccumulator(aggregate.Ordinals[0], aggregate.Ordinals[1]),
        // Of doubles that are written into the statement PostgreSQL makes a numeric.
        AggregateKind.AverageOfDouble => CreateAverage(
            aggregate, static (sum, count) => sum is decimal exact ? (double)NumericDivision.Divide(exact, count) : (double)sum / count),
        AggregateKind.AverageOfNumeric => CreateAverage(aggregate, static (sum, count) => NumericDivision.Divide((decimal)sum, count)),
        AggregateKind.AverageOfDecimalText => new DecimalTextAccumulator(aggregate.Ordinals[0], aggregate.Ordinals[1]),
        _ => throw new NotSupportedException($"An aggregate of kind '{aggregate.Kind}' is not known."),
    };

    private static ExtremeAccumulator CreateExtreme(CombinedAggregate aggregate, int sign)
        => new(aggregate.Ordinals[0], MappedRead.Of(aggregate.Mapping!), ValueComparison.Of(aggregate.Order!.Value), sign);

    private static AverageAccumulator CreateAverage(CombinedAggregate aggregate, Func<object, long, object> divide)
        => new(aggregate.Ordinals[0], aggregate.Ordinals[1], divide);
}
