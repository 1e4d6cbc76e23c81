using System.Data.Common;
using System.Globalization;

namespace EfShard.Execution.Combining;

/// <summary>
///     Adds sums in the type in which the database returns them: whole numbers and decimals exactly, floating-point numbers in their own precision.
/// </summary>
internal sealed class SumAccumulator(int ordinal) : Accumulator
{
    private Int128 _whole;
    private ExactDecimal _decimal;
    private double _double;
    private float _single;
    private Type? _type;

    public override object? Value
        => _type is null ? null
            : _type == typeof(long) ? checked((long)_whole)
            : _type == typeof(decimal) ? _decimal.ToDecimal()
            : _type == typeof(float) ? _single
            : _double;

    public override void Add(DbDataReader row)
    {
        if (row.IsDBNull(ordinal))
        {
            return;
        }

        switch (row.GetValue(ordinal))
        {
            case long value when _type == typeof(double):
                _double += value;
                break;
            case long value:
                _type = typeof(long);
                _whole += value;
                break;
            case decimal value:
                _type = typeof(decimal);
                _decimal = _decimal.Add(value);
                break;
            case float value:
                _type = typeof(float);
                _single = (float)Finite(_single + value, _single, value);
                break;
            case double value:
                // Sqlite's sums are whole numbers as long as all that was added is.
                _double = Finite((_type == typeof(long) ? (double)_whole : _double) + value, _double, value);
                _type = typeof(double);
                break;
            case var value:
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"A partial sum is of type '{value.GetType().Name}', which can't be added to others. Please report the query."));
        }
    }

    /// <summary>A database refuses a sum of finite numbers that is too large.</summary>
    private static double Finite(double sum, double left, double right)
        => double.IsInfinity(sum) && double.IsFinite(left) && double.IsFinite(right)
            ? throw new OverflowException("The sum over all shards is too large for its type.")
            : sum;
}
