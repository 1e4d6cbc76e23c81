using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>The provider's reader of a gathered statement; the connection that holds the temporary tables ends with it.</summary>
internal sealed class GatheredDataReader : RelationalDataReader
{
    private readonly Scratch _scratch;
    private readonly RelationalDataReader _rows;
    private bool _isDisposed;

    public GatheredDataReader(Scratch scratch, RelationalDataReader rows)
    {
        _scratch = scratch;
        _rows = rows;
        Initialize(scratch.Connection, rows.DbCommand, rows.DbDataReader, rows.CommandId, null);
    }

    public override bool Read() => _rows.Read();

    public override Task<bool> ReadAsync(CancellationToken cancellationToken = default) => _rows.ReadAsync(cancellationToken);

    public override void Close() => _rows.Close();

    public override ValueTask CloseAsync() => _rows.CloseAsync();

    public override void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            _rows.Dispose();
        }
        finally
        {
            _scratch.Dispose();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            await _rows.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await _scratch.DisposeAsync().ConfigureAwait(false);
        }
    }
}
