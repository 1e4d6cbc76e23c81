using System.Data.Common;
using System.Globalization;

namespace EfShard.Execution.Combining;

/// <summary>
///     Sums and averages of decimals that Sqlite keeps as text, as EF Core's <c>ef_sum</c> and <c>ef_avg</c> work them out, and in the form in which
///     they come back: without trailing zeros, but with at least one digit behind the point.
/// </summary>
/// <param name="sum">Where the sum is in a leg's row.</param>
/// <param name="count">Where the count is, for an average.</param>
internal sealed class DecimalTextAccumulator(int sum, int? count) : Accumulator
{
    private const string StoredFormat = "0.0###########################";
    private decimal? _sum;
    private long _count;

    public override object? Value
        => _sum is not { } total ? null
            : count is null ? AsStored(total)
            : AsStored(total / _count);

    public override void Add(DbDataReader row)
    {
        if (!row.IsDBNull(sum))
        {
            _sum = (_sum ?? 0) + row.GetDecimal(sum);
            _count += count is { } ordinal ? row.GetInt64(ordinal) : 0;
        }
    }

    private static decimal AsStored(decimal value)
        => decimal.Parse(value.ToString(StoredFormat, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
