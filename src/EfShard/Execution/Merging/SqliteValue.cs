namespace EfShard.Execution.Merging;

/// <summary>A value of any of Sqlite's types, one after the other in the same place: the room for text and blobs is kept.</summary>
internal sealed class SqliteValue : IComparable<SqliteValue>
{
    private SqliteValueClass _class;
    private long _integer;
    private double _real;
    private byte[] _bytes = [];
    private int _length;

    public bool IsNull => _class is SqliteValueClass.Null;

    private ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void SetNull() => _class = SqliteValueClass.Null;

    public void Set(long value) => (_class, _integer) = (SqliteValueClass.Integer, value);

    public void Set(double value) => (_class, _real) = (SqliteValueClass.Real, value);

    /// <summary>Sets text, in UTF-8, or a blob.</summary>
    public void Set(SqliteValueClass @class, ReadOnlySpan<byte> value)
    {
        if (_bytes.Length < value.Length)
        {
            _bytes = new byte[value.Length];
        }

        value.CopyTo(_bytes);
        (_class, _length) = (@class, value.Length);
    }

    /// <summary>Compares values that are not null: numbers by value, then text by bytes, then blobs (https://sqlite.org/datatype3.html#sort_order).</summary>
    public int CompareTo(SqliteValue? other) => (_class, other!._class) switch
    {
        (SqliteValueClass.Integer, SqliteValueClass.Integer) => _integer.CompareTo(other._integer),
        (SqliteValueClass.Real, SqliteValueClass.Real) => _real.CompareTo(other._real),
        (SqliteValueClass.Integer, SqliteValueClass.Real) => SqliteValueComparer.CompareMixed(_integer, other._real),
        (SqliteValueClass.Real, SqliteValueClass.Integer) => -SqliteValueComparer.CompareMixed(other._integer, _real),
        _ when _class == other._class => Bytes.SequenceCompareTo(other.Bytes),
        _ => _class.CompareTo(other._class),
    };
}
