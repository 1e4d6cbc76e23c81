using System.Data.Common;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using EfShard.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>What EF Core holds of a fan-out: reads the merged rows, and closes every leg when it is disposed, early or at the end.</summary>
internal sealed class MergedRelationalDataReader : RelationalDataReader
{
    private readonly RelationalDataReader[] _legs;
    private readonly DbDataReader _rows;
    private readonly Activity? _activity;
    private bool _isDisposed;

    /// <param name="connection">The connection that EF Core knows of.</param>
    /// <param name="legs">The legs; they are disposed with this reader.</param>
    /// <param name="rows">Their merged rows, buffered or not.</param>
    /// <param name="activity">The statement's trace, if anybody listens; it ends with this reader.</param>
    public MergedRelationalDataReader(IRelationalConnection connection, RelationalDataReader[] legs, DbDataReader rows, Activity? activity)
    {
        _activity = activity;
        _legs = legs;
        _rows = rows;
        Initialize(connection, legs[0].DbCommand, rows, Guid.Empty, null);
    }

    public override void Close() => _rows.Close();

    public override ValueTask CloseAsync() => new(_rows.CloseAsync());

    public override void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _rows.Dispose();
        ExceptionDispatchInfo? first = null;
        foreach (var leg in _legs)
        {
            try
            {
                leg.Dispose();
            }
            catch (Exception exception)
            {
                // Every leg must be closed before the first failure is told.
                first ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        ShardingActivities.End(_activity);
        first?.Throw();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _rows.DisposeAsync().ConfigureAwait(false);
        ExceptionDispatchInfo? first = null;
        foreach (var leg in _legs)
        {
            try
            {
                await leg.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                first ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        ShardingActivities.End(_activity);
        first?.Throw();
    }
}
