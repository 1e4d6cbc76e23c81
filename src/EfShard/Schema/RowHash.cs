using System.Buffers.Binary;
using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EfShard.Schema;

/// <summary>Hashes of rows as one provider reads them: equal rows of two databases have equal ones, others do not, as far as anybody can tell.</summary>
internal sealed class RowHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of some columns of the row that a reader stands on.</summary>
    public UInt128 Of(DbDataReader reader, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            Append(reader.IsDBNull(i) ? null : reader.GetValue(i));
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    public void Dispose() => _hash.Dispose();

    private void Append(object? value)
    {
        switch (value)
        {
            case null:
                Append('0', []);
                break;
            case byte[] bytes:
                Append('b', bytes);
                break;
            case string text:
                Append('s', Encoding.UTF8.GetBytes(text));
                break;
            case IEnumerable values:
                Append('[', []);
                foreach (var element in values)
                {
                    Append(element);
                }

                Append(']', []);
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                Append('t', Encoding.UTF8.GetBytes(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)));
                break;
            default:
                Append('v', Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    // With its length, so that neighbours can't be taken for each other.
    private void Append(char kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        _hash.AppendData(head);
        _hash.AppendData(bytes);
    }
}
