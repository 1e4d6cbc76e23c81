using System.Data.Common;
using System.Globalization;
using EfShard.Planning;
using EfShard.Strategies;

namespace EfShard.Execution.Merging;

/// <summary>How the values of one <see cref="ValueOrder" /> are read, compared and told apart: exactly as the database does.</summary>
internal abstract class ValueComparison : IComparer<object>, IEqualityComparer<object>
{
    public static ValueComparison Of(ValueOrder order) => order switch
    {
        ValueOrder.Integer => new ValueComparison<long>(static (r, i) => r.GetInt64(i), Comparer<long>.Default),
        ValueOrder.Boolean => new ValueComparison<bool>(static (r, i) => r.GetBoolean(i), Comparer<bool>.Default),
        ValueOrder.Double => new ValueComparison<double>(static (r, i) => r.GetDouble(i), NaNLastComparer.Instance),
        ValueOrder.Single => new ValueComparison<double>(static (r, i) => r.GetFloat(i), NaNLastComparer.Instance),
        ValueOrder.Decimal => new ValueComparison<decimal>(static (r, i) => r.GetDecimal(i), Comparer<decimal>.Default),
        ValueOrder.TextBinary or ValueOrder.TextDefault => new ValueComparison<string>(static (r, i) => r.GetString(i), CodePointOrder.Instance),
        ValueOrder.TextNoCase => new ValueComparison<string>(static (r, i) => r.GetString(i), AsciiCaseComparer.Instance, AsciiCaseComparer.Hash),
        ValueOrder.DecimalText => new ValueComparison<decimal>(
            static (r, i) => decimal.Parse(r.GetString(i), CultureInfo.InvariantCulture), Comparer<decimal>.Default),
        ValueOrder.Guid => new ValueComparison<Guid>(static (r, i) => r.GetGuid(i), NetworkOrderComparer.Instance),
        ValueOrder.Bytes => new ValueComparison<byte[]>(static (r, i) => r.GetFieldValue<byte[]>(i), BytesComparer.Instance, BytesComparer.Hash),
        ValueOrder.Timestamp => new ValueComparison<DateTime>(static (r, i) => r.GetDateTime(i), Comparer<DateTime>.Default),
        ValueOrder.TimestampOffset => new ValueComparison<DateTimeOffset>(
            static (r, i) => r.GetFieldValue<DateTimeOffset>(i), Comparer<DateTimeOffset>.Default),
        ValueOrder.Date => new ValueComparison<DateOnly>(static (r, i) => r.GetFieldValue<DateOnly>(i), Comparer<DateOnly>.Default),
        ValueOrder.StoredTimestamp => new ValueComparison<long>(static (r, i) => r.GetFieldValue<long>(i), Comparer<long>.Default),
        ValueOrder.StoredDate => new ValueComparison<long>(static (r, i) => r.GetFieldValue<int>(i), Comparer<long>.Default),
        ValueOrder.Time => new ValueComparison<TimeSpan>(static (r, i) => r.GetFieldValue<TimeSpan>(i), Comparer<TimeSpan>.Default),
        ValueOrder.SqliteAny => new ValueComparison<object>(
            static (r, i) => r.GetValue(i), SqliteValueComparer.Instance, SqliteValueComparer.Hash, SqliteRow.Value),
        _ => throw new NotSupportedException($"An order of kind '{order}' is not known."),
    };

    /// <summary>Reads a value that is not null.</summary>
    public abstract object Read(DbDataReader reader, int ordinal);

    /// <summary>Reads a value; <see langword="null" /> for null.</summary>
    public abstract object? ReadOrNull(DbDataReader reader, int ordinal);

    public abstract int Compare(object? x, object? y);

    public abstract int GetHashCode(object obj);

    /// <summary>Makes a merge's column of such values, without boxing.</summary>
    public abstract MergeColumn CreateColumn(MergeKey key, int legs);

    bool IEqualityComparer<object>.Equals(object? x, object? y) => Compare(x, y) == 0;
}
