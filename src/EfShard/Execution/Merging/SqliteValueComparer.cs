namespace EfShard.Execution.Merging;

/// <summary>
///     Sqlite's order of values of any storage class: numbers by value, then text by UTF-8 bytes, then blobs
///     (https://sqlite.org/datatype3.html#sort_order).
/// </summary>
internal sealed class SqliteValueComparer : IComparer<object>
{
    public static readonly SqliteValueComparer Instance = new();

    public int Compare(object? x, object? y) => (x, y) switch
    {
        (long left, long right) => left.CompareTo(right),
        (double left, double right) => left.CompareTo(right),
        (long left, double right) => CompareMixed(left, right),
        (double left, long right) => -CompareMixed(right, left),
        (string left, string right) => Strategies.CodePointOrder.Instance.Compare(left, right),
        (byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right),
        _ => Class(x).CompareTo(Class(y)),
    };

    /// <summary>Equal for values that compare as equal: a floating-point number that is whole is that whole number.</summary>
    public static int Hash(object value) => value switch
    {
        double number when number is >= -9223372036854775808.0 and < 9223372036854775808.0 && Math.Truncate(number) == number => ((long)number).GetHashCode(),
        byte[] bytes => BytesComparer.Hash(bytes),
        _ => value.GetHashCode(),
    };

    /// <summary>A 64-bit number against a floating-point one, exactly: not every long is a double.</summary>
    public static int CompareMixed(long left, double right)
        => right < -9223372036854775808.0 ? 1
            : right >= 9223372036854775808.0 ? -1
            : left.CompareTo((long)right) is var whole and not 0 ? whole
            : 0.0.CompareTo(right - Math.Truncate(right));

    private static int Class(object? value) => value switch
    {
        long or double => 1,
        string => 2,
        _ => 3,
    };
}
