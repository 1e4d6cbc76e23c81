using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using EfShard.Planning.Broadcasting;
using EfShard.Providers.Gathering;

namespace EfShard.Providers;

/// <summary>One text of JSON. Sqlite keeps any value in any column; what is not of its column's type does not travel.</summary>
internal sealed class SqliteCarriedRows : CarriedRows
{
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _writer;
    private readonly BroadcastPart _part;

    public SqliteCarriedRows(BroadcastPart part)
    {
        _part = part;
        _writer = new Utf8JsonWriter(_json);
        _writer.WriteStartArray();
    }

    public override bool TryAdd(DbDataReader row)
    {
        _writer.WriteStartArray();
        for (var i = 0; i < _part.Columns.Count; i++)
        {
            if (!TryWrite(row.GetValue(i), _part.Columns[i].StoreType))
            {
                return false;
            }
        }

        _writer.WriteEndArray();
        Bytes = _writer.BytesCommitted + _writer.BytesPending;
        Count++;
        return true;
    }

    public override IEnumerable<(string Name, object Value)> ToParameters()
    {
        _writer.WriteEndArray();
        _writer.Flush();
        return [(_part.Name, Encoding.UTF8.GetString(_json.WrittenSpan))];
    }

    private bool TryWrite(object value, string? type)
    {
        switch (value, type)
        {
            case (DBNull, _):
                _writer.WriteNullValue();
                return true;
            case (long number, "INTEGER" or "REAL"):
                _writer.WriteNumberValue(number);
                return true;
            case (double number, "REAL") when double.IsFinite(number):
                _writer.WriteNumberValue(number);
                return true;

            // Sqlite's JSON ends a text at a zero.
            case (string text, "TEXT") when !text.Contains('\0', StringComparison.Ordinal):
                _writer.WriteStringValue(text);
                return true;
            default:
                return false;
        }
    }
}
