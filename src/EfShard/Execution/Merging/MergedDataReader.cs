using System.Collections;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>
///     Several legs' readers as one: every value is read straight from the leg whose row is current, so that a merge copies and boxes
///     nothing. Columns past the projection (hidden merge keys) are there, but nobody asks for them.
/// </summary>
internal class MergedDataReader(RelationalDataReader[] legs, RowMerge merge) : DbDataReader
{
    private DbDataReader _current = legs[0].DbDataReader;
    private int _leg;
    private bool _isClosed;

    /// <summary>Which leg has the current row.</summary>
    public int Leg => _leg;

    public override int Depth => 0;

    public override int FieldCount => _current.FieldCount;

    public override bool HasRows => Array.Exists(legs, leg => leg.DbDataReader.HasRows);

    public override bool IsClosed => _isClosed;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => _current[ordinal];

    public override object this[string name] => _current[name];

    /// <summary>Makes the reader that suits the legs.</summary>
    public static MergedDataReader Of(RelationalDataReader[] legs, RowMerge merge)
        => SqliteRow.IsOf(legs) ? new SqliteMergedDataReader(legs, merge) : new MergedDataReader(legs, merge);

    public override bool Read() => Move(merge.Next());

    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var next = merge.NextAsync(cancellationToken);
        return next.IsCompletedSuccessfully ? Task.FromResult(Move(next.Result)) : MoveAsync(next);
    }

    public override bool NextResult() => false;

    public override bool GetBoolean(int ordinal) => _current.GetBoolean(ordinal);

    public override byte GetByte(int ordinal) => _current.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
        => _current.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => _current.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
        => _current.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => _current.GetDataTypeName(ordinal);

    public override DateTime GetDateTime(int ordinal) => _current.GetDateTime(ordinal);

    public override decimal GetDecimal(int ordinal) => _current.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => _current.GetDouble(ordinal);

    public override Type GetFieldType(int ordinal) => _current.GetFieldType(ordinal);

    public override T GetFieldValue<T>(int ordinal) => _current.GetFieldValue<T>(ordinal);

    public override Task<T> GetFieldValueAsync<T>(int ordinal, CancellationToken cancellationToken) => _current.GetFieldValueAsync<T>(ordinal, cancellationToken);

    public override float GetFloat(int ordinal) => _current.GetFloat(ordinal);

    public override Guid GetGuid(int ordinal) => _current.GetGuid(ordinal);

    public override short GetInt16(int ordinal) => _current.GetInt16(ordinal);

    public override int GetInt32(int ordinal) => _current.GetInt32(ordinal);

    public override long GetInt64(int ordinal) => _current.GetInt64(ordinal);

    public override string GetName(int ordinal) => _current.GetName(ordinal);

    public override int GetOrdinal(string name) => _current.GetOrdinal(name);

    public override Stream GetStream(int ordinal) => _current.GetStream(ordinal);

    public override string GetString(int ordinal) => _current.GetString(ordinal);

    public override TextReader GetTextReader(int ordinal) => _current.GetTextReader(ordinal);

    public override object GetValue(int ordinal) => _current.GetValue(ordinal);

    public override int GetValues(object[] values) => _current.GetValues(values);

    public override bool IsDBNull(int ordinal) => _current.IsDBNull(ordinal);

    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken) => _current.IsDBNullAsync(ordinal, cancellationToken);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <summary>Closes the legs' readers, so that their connections are free: whoever buffers the rows does so before the statement ends.</summary>
    public override void Close()
    {
        _isClosed = true;
        OnMoved(RowMerge.End);
        foreach (var leg in legs)
        {
            leg.Close();
        }
    }

    public override async Task CloseAsync()
    {
        _isClosed = true;
        OnMoved(RowMerge.End);
        foreach (var leg in legs)
        {
            await leg.CloseAsync().ConfigureAwait(false);
        }
    }

    public override async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    protected override void Dispose(bool disposing) => Close();

    /// <summary>The reader stands on the current row of a leg, or on none.</summary>
    protected virtual void OnMoved(int leg)
    {
    }

    private async Task<bool> MoveAsync(ValueTask<int> next) => Move(await next.ConfigureAwait(false));

    private bool Move(int leg)
    {
        OnMoved(leg);
        if (leg == RowMerge.End)
        {
            return false;
        }

        _leg = leg;
        _current = legs[leg].DbDataReader;
        return true;
    }
}
