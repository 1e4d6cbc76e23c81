using System.Data.Common;
using EfShard.Planning;

namespace EfShard.Execution.Merging;

/// <summary>One key of a merge: keeps the value of each leg's current row and compares two of them as the database would.</summary>
internal abstract class MergeColumn
{
    /// <summary>Reads the value of a leg's new current row.</summary>
    public abstract void Load(int leg, DbDataReader reader);

    /// <summary>Compares the current rows of two legs in the key's direction.</summary>
    public abstract int Compare(int left, int right);

    /// <summary>Makes the column of a plan's key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="legs">How many legs are merged.</param>
    public static MergeColumn Create(MergeKey key, int legs) => key.Order switch
    {
        ValueOrder.Integer => new MergeColumn<long>(key, legs, static (r, i) => r.GetInt64(i), Comparer<long>.Default),
        ValueOrder.Boolean => new MergeColumn<bool>(key, legs, static (r, i) => r.GetBoolean(i), Comparer<bool>.Default),
        ValueOrder.Double => new MergeColumn<double>(key, legs, static (r, i) => r.GetDouble(i), NaNLastComparer.Instance),
        ValueOrder.Single => new MergeColumn<double>(key, legs, static (r, i) => r.GetFloat(i), NaNLastComparer.Instance),
        ValueOrder.Decimal => new MergeColumn<decimal>(key, legs, static (r, i) => r.GetDecimal(i), Comparer<decimal>.Default),
        ValueOrder.TextBinary or ValueOrder.TextDefault
            => new MergeColumn<string>(key, legs, static (r, i) => r.GetString(i), Strategies.CodePointOrder.Instance),
        ValueOrder.TextNoCase => new MergeColumn<string>(key, legs, static (r, i) => r.GetString(i), AsciiCaseComparer.Instance),
        ValueOrder.DecimalText => new MergeColumn<decimal>(
            key, legs, static (r, i) => decimal.Parse(r.GetString(i), System.Globalization.CultureInfo.InvariantCulture), Comparer<decimal>.Default),
        ValueOrder.Guid => new MergeColumn<Guid>(key, legs, static (r, i) => r.GetGuid(i), NetworkOrderComparer.Instance),
        ValueOrder.Bytes => new MergeColumn<byte[]>(key, legs, static (r, i) => r.GetFieldValue<byte[]>(i), BytesComparer.Instance),
        ValueOrder.Timestamp => new MergeColumn<DateTime>(key, legs, static (r, i) => r.GetDateTime(i), Comparer<DateTime>.Default),
        ValueOrder.TimestampOffset => new MergeColumn<DateTimeOffset>(
            key, legs, static (r, i) => r.GetFieldValue<DateTimeOffset>(i), Comparer<DateTimeOffset>.Default),
        ValueOrder.Date => new MergeColumn<DateOnly>(key, legs, static (r, i) => r.GetFieldValue<DateOnly>(i), Comparer<DateOnly>.Default),
        ValueOrder.Time => new MergeColumn<TimeSpan>(key, legs, static (r, i) => r.GetFieldValue<TimeSpan>(i), Comparer<TimeSpan>.Default),
        ValueOrder.SqliteAny => new MergeColumn<object>(key, legs, static (r, i) => r.GetValue(i), SqliteValueComparer.Instance),
        _ => throw new NotSupportedException($"An order of kind '{key.Order}' is not known."),
    };
}
