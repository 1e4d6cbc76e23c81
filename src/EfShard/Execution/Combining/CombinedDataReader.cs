using System.Collections;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Combining;

/// <summary>The rows of a <see cref="Combination" />, which reads all legs when the first row is asked for.</summary>
internal sealed class CombinedDataReader(RelationalDataReader[] legs, Combination combination) : DbDataReader
{
    private IReadOnlyList<object?[]>? _rows;
    private int _position = -1;
    private bool _isClosed;

    public override int Depth => 0;

    public override int FieldCount => combination.ColumnCount;

    public override bool HasRows => (_rows ??= combination.Read()).Count > 0;

    public override bool IsClosed => _isClosed;

    public override int RecordsAffected => -1;

    private object?[] Current => _rows is not null && _position >= 0 && _position < _rows.Count
        ? _rows[_position]
        : throw new InvalidOperationException("The reader does not stand on a row.");

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read()
    {
        _rows ??= combination.Read();
        return ++_position < _rows.Count;
    }

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _rows ??= await combination.ReadAsync(cancellationToken).ConfigureAwait(false);
        return ++_position < _rows.Count;
    }

    public override bool NextResult() => false;

    public override bool IsDBNull(int ordinal) => Current[ordinal] is null;

    public override object GetValue(int ordinal) => Current[ordinal] ?? DBNull.Value;

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <summary>Keys and values are kept as the type by which EF Core asks for them; numbers that were worked out are converted, or refused if they don't fit.</summary>
    public override T GetFieldValue<T>(int ordinal) => Current[ordinal] switch
    {
        T value => value,
        null => throw new InvalidCastException($"Column {ordinal} is null."),
        IConvertible number and not string when typeof(T).IsPrimitive || typeof(T) == typeof(decimal)
            => (T)Convert.ChangeType(number, typeof(T), CultureInfo.InvariantCulture),
        var other => throw new InvalidCastException($"Column {ordinal} is of type '{other.GetType().Name}', not '{typeof(T).Name}'."),
    };

    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override char GetChar(int ordinal) => GetFieldValue<char>(ordinal);

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
        => Copy(GetFieldValue<byte[]>(ordinal), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
        => Copy(GetFieldValue<string>(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    public override Type GetFieldType(int ordinal)
        => _rows is not null && _position >= 0 && _position < _rows.Count ? _rows[_position][ordinal]?.GetType() ?? typeof(object) : typeof(object);

    public override string GetName(int ordinal) => "c" + ordinal.ToString(CultureInfo.InvariantCulture);

    public override int GetOrdinal(string name) => throw new IndexOutOfRangeException($"There is no column '{name}': combined columns have positions only.");

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <summary>Closes the legs' readers, so that their connections are free.</summary>
    public override void Close()
    {
        _isClosed = true;
        Array.ForEach(legs, leg => leg.Close());
    }

    public override async Task CloseAsync()
    {
        _isClosed = true;
        foreach (var leg in legs)
        {
            await leg.CloseAsync().ConfigureAwait(false);
        }
    }

    public override async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    protected override void Dispose(bool disposing) => Close();

    private static long Copy<T>(T[] source, long offset, T[]? target, int targetOffset, int length)
    {
        if (target is null)
        {
            return source.Length;
        }

        var count = (int)Math.Min(length, source.Length - offset);
        Array.Copy(source, offset, target, targetOffset, count);
        return count;
    }
}
