using System.Data.Common;
using EfShard.Planning;
using SQLitePCL;

namespace EfShard.Execution.Merging;

/// <summary>A key of a merge of Sqlite's rows: values of any type in Sqlite's own order, kept without boxing them or making strings of text.</summary>
internal sealed class SqliteMergeColumn(MergeKey key, int legs) : MergeColumn
{
    private readonly SqliteValue[] _values = [.. Enumerable.Range(0, legs).Select(_ => new SqliteValue())];

    public override void Load(int leg, DbDataReader reader)
    {
        var (value, row) = (_values[leg], SqliteRow.Of(reader));
        switch (raw.sqlite3_column_type(row, key.Ordinal))
        {
            case raw.SQLITE_INTEGER:
                value.Set(raw.sqlite3_column_int64(row, key.Ordinal));
                break;
            case raw.SQLITE_FLOAT:
                value.Set(raw.sqlite3_column_double(row, key.Ordinal));
                break;
            case raw.SQLITE_TEXT:
                value.Set(SqliteValueClass.Text, SqliteRow.Text(row, key.Ordinal));
                break;
            case raw.SQLITE_BLOB:
                value.Set(SqliteValueClass.Blob, raw.sqlite3_column_blob(row, key.Ordinal));
                break;
            default:
                value.SetNull();
                break;
        }
    }

    public override int Compare(int left, int right)
    {
        var (x, y) = (_values[left], _values[right]);
        if (x.IsNull || y.IsNull)
        {
            var nulls = x.IsNull.CompareTo(y.IsNull);
            return key.NullsFirst ? -nulls : nulls;
        }

        var result = x.CompareTo(y);
        return key.IsAscending ? result : -result;
    }
}
