using System.Data.Common;
using EfShard.Execution.Merging;

namespace EfShard.Execution.Combining;

/// <summary>Keeps the least or the greatest value; of equal ones the first.</summary>
/// <param name="ordinal">Where it is in a leg's row.</param>
/// <param name="read">Reads it for EF Core.</param>
/// <param name="comparison">Compares it.</param>
/// <param name="sign">1 for the least, -1 for the greatest.</param>
internal sealed class ExtremeAccumulator(int ordinal, Func<DbDataReader, int, object> read, ValueComparison comparison, int sign) : Accumulator
{
    private object? _result;
    private object? _comparable;

    public override object? Value => _result;

    public override object? Comparable => _comparable;

    public override void Add(DbDataReader row)
    {
        var comparable = comparison.ReadOrNull(row, ordinal);
        if (comparable is null)
        {
            return;
        }

        if (_comparable is null || sign * comparison.Compare(comparable, _comparable) < 0)
        {
            (_comparable, _result) = (comparable, read(row, ordinal));
        }
    }
}
