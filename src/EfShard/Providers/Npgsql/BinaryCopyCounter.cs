namespace EfShard.Providers.Npgsql;

/// <summary>
///     Counts the rows in a stream of PostgreSQL's binary COPY format, given chunk by chunk, wherever they are cut: a header, then for each row
///     a 16-bit number of fields and for each field a 32-bit length (-1: null) and its bytes; at the end the number -1.
/// </summary>
/// <remarks>See https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".</remarks>
internal sealed class BinaryCopyCounter
{
    private const int SignatureAndFlags = 11 + 4;

    private State _state = State.HeaderLength;
    private long _skip = SignatureAndFlags;
    private int _number;
    private int _missing = sizeof(int);
    private int _fields;

    private enum State
    {
        HeaderLength,
        FieldCount,
        FieldLength,
        End,
    }

    /// <summary>Reads one chunk.</summary>
    /// <returns>How many rows begin in it.</returns>
    public int CountRows(ReadOnlySpan<byte> chunk)
    {
        var rows = 0;
        var position = 0;
        while (position < chunk.Length)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, chunk.Length - position);
                position += skipped;
                _skip -= skipped;
                continue;
            }

            _number = (_number << 8) | chunk[position++];
            if (--_missing == 0)
            {
                rows += Understand();
            }
        }

        return rows;
    }

    private int Understand()
    {
        var (number, rows) = (_number, 0);
        switch (_state)
        {
            case State.HeaderLength:
                _skip = number;
                ExpectRow();
                break;
            case State.FieldCount when (short)number < 0:
                _state = State.End;
                break;
            case State.FieldCount:
                rows = 1;
                _fields = number;
                ExpectFieldOrRow();
                break;
            case State.FieldLength:
                _skip = Math.Max(number, 0);
                _fields--;
                ExpectFieldOrRow();
                break;
        }

        _number = 0;
        return rows;
    }

    private void ExpectRow() => (_state, _missing) = (State.FieldCount, sizeof(short));

    private void ExpectFieldOrRow()
    {
        if (_fields == 0)
        {
            ExpectRow();
        }
        else
        {
            (_state, _missing) = (State.FieldLength, sizeof(int));
        }
    }
}
