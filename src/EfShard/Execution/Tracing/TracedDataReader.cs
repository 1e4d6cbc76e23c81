using System.Diagnostics;
using EfShard.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Tracing;

/// <summary>A leg's reader while somebody watches: counts its rows, and ends the leg, and the statement if it is its only one, when it is closed.</summary>
internal sealed class TracedDataReader : RelationalDataReader
{
    private readonly RelationalDataReader _inner;
    private readonly LegTrace _leg;
    private readonly Activity? _statement;
    private long _rows;
    private Exception? _failure;
    private bool _isEnded;

    public TracedDataReader(RelationalDataReader inner, LegTrace leg, Activity? statement)
    {
        (_inner, _leg, _statement) = (inner, leg, statement);
        Initialize(inner.RelationalConnection!, inner.DbCommand, inner.DbDataReader, inner.CommandId, null);
    }

    public override bool Read()
    {
        try
        {
            return Count(_inner.Read());
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await _inner.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    public override void Close()
    {
        _inner.Close();
        End();
    }

    public override async ValueTask CloseAsync()
    {
        await _inner.CloseAsync().ConfigureAwait(false);
        End();
    }

    public override void Dispose()
    {
        try
        {
            _inner.Dispose();
        }
        finally
        {
            End();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            End();
        }
    }

    private bool Count(bool isRow)
    {
        _rows += isRow ? 1 : 0;
        return isRow;
    }

    private void End()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            _leg.Close(_rows, _failure);
            if (_failure is not null)
            {
                ShardingActivities.Fail(_statement, _failure);
            }

            ShardingActivities.End(_statement);
        }
    }
}
