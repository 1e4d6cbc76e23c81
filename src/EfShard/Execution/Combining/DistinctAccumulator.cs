using System.Data.Common;
using EfShard.Execution.Merging;

namespace EfShard.Execution.Combining;

/// <summary>Counts different values; null is none.</summary>
internal sealed class DistinctAccumulator(int ordinal, ValueComparison comparison) : Accumulator
{
    private readonly HashSet<object> _values = new(comparison);

    public override object Value => (long)_values.Count;

    public override void Add(DbDataReader row)
    {
        if (comparison.ReadOrNull(row, ordinal) is { } value)
        {
            _values.Add(value);
        }
    }
}
