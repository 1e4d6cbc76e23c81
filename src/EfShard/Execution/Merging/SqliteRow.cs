using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace EfShard.Execution.Merging;

/// <summary>
///     Values of a row of Sqlite's, with as few calls into Sqlite as there can be. A call costs more than most values: the statement's handle is held and let go, a mutex
///     taken and given back. Microsoft.Data.Sqlite makes three for a number and seven to learn a value of any type, and a merge reads its keys besides what EF Core reads.
/// </summary>
internal static class SqliteRow
{
    /// <summary>
    ///     Whether legs are read by Microsoft.Data.Sqlite's own reader: an interceptor may have put another in its place, whose values count. Asked by name, so that the
    ///     assembly is not loaded where another provider is used.
    /// </summary>
    public static bool IsOf(RelationalDataReader[] legs)
        => Array.TrueForAll(legs, leg => leg.DbDataReader.GetType().FullName == "Microsoft.Data.Sqlite.SqliteDataReader");

    /// <summary>The statement on whose row a reader stands.</summary>
    public static sqlite3_stmt Of(DbDataReader reader) => ((SqliteDataReader)reader).Handle!;

    /// <summary>Text as Sqlite compares it, with whatever stands behind a NUL in it. It is there until the row is left or the column read in another way.</summary>
    public static ReadOnlySpan<byte> Text(sqlite3_stmt row, int ordinal)
    {
        // Asked for its length before, a database in UTF-16 would give another.
        var text = raw.sqlite3_column_text(row, ordinal);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in text.GetPinnableReference()), raw.sqlite3_column_bytes(row, ordinal));
    }

    /// <summary>As <see cref="DbDataReader.GetValue" />, but <see langword="null" /> for null.</summary>
    public static object? Value(DbDataReader reader, int ordinal)
    {
        if (reader is SqliteDataReader { Handle: { } row })
        {
            switch (raw.sqlite3_column_type(row, ordinal))
            {
                case raw.SQLITE_INTEGER:
                    return raw.sqlite3_column_int64(row, ordinal);
                case raw.SQLITE_FLOAT:
                    return raw.sqlite3_column_double(row, ordinal);
                case raw.SQLITE_TEXT:
                    return raw.sqlite3_column_text(row, ordinal).utf8_to_string();
            }
        }

        return reader.GetValue(ordinal) is var value and not DBNull ? value : null;
    }
}
