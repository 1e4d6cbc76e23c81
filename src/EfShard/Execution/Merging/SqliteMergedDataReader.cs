using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace EfShard.Execution.Merging;

/// <summary>
///     Legs of Sqlite's as one reader: most values are asked of Sqlite directly, see <see cref="SqliteRow" />. Whatever may be something else than a plain value (null, no
///     row, no such column, zero for what is no number) is Microsoft.Data.Sqlite's to tell, and so are its errors.
/// </summary>
internal sealed class SqliteMergedDataReader(RelationalDataReader[] legs, RowMerge merge) : MergedDataReader(legs, merge)
{
    private readonly sqlite3_stmt[] _rows = Array.ConvertAll(legs, leg => SqliteRow.Of(leg.DbDataReader));
    private readonly int _columns = legs[0].DbDataReader.FieldCount;
    private sqlite3_stmt? _row;

    public override bool GetBoolean(int ordinal) => _row is null ? base.GetBoolean(ordinal) : GetInt64(ordinal) != 0;

    public override byte GetByte(int ordinal) => _row is null ? base.GetByte(ordinal) : checked((byte)GetInt64(ordinal));

    public override short GetInt16(int ordinal) => _row is null ? base.GetInt16(ordinal) : checked((short)GetInt64(ordinal));

    public override int GetInt32(int ordinal) => _row is null ? base.GetInt32(ordinal) : checked((int)GetInt64(ordinal));

    public override long GetInt64(int ordinal)
        => _row is not null && raw.sqlite3_column_int64(_row, ordinal) is var value && (value != 0 || raw.sqlite3_column_type(_row, ordinal) == raw.SQLITE_INTEGER)
            ? value
            : base.GetInt64(ordinal);

    public override double GetDouble(int ordinal)
        => _row is not null && raw.sqlite3_column_double(_row, ordinal) is var value and not 0 ? value : base.GetDouble(ordinal);

    public override float GetFloat(int ordinal) => _row is null ? base.GetFloat(ordinal) : (float)GetDouble(ordinal);

    public override string GetString(int ordinal)
        => _row is not null && raw.sqlite3_column_text(_row, ordinal).utf8_to_string() is { } text ? text : base.GetString(ordinal);

    public override bool IsDBNull(int ordinal)
        => _row is not null && (uint)ordinal < (uint)_columns ? raw.sqlite3_column_type(_row, ordinal) == raw.SQLITE_NULL : base.IsDBNull(ordinal);

    protected override void OnMoved(int leg) => _row = leg == RowMerge.End ? null : _rows[leg];
}
