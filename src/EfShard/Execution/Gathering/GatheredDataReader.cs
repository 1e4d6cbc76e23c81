using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>The provider's reader of a gathered statement; the statement's connection ends with it.</summary>
internal sealed class GatheredDataReader : RelationalDataReader
{
    private readonly IRelationalConnection _connection;
    private readonly RelationalDataReader _rows;
    private bool _isDisposed;

    public GatheredDataReader(IRelationalConnection connection, RelationalDataReader rows)
    {
        _connection = connection;
        _rows = rows;
        Initialize(connection, rows.DbCommand, rows.DbDataReader, rows.CommandId, null);
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
            _connection.Dispose();
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
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
