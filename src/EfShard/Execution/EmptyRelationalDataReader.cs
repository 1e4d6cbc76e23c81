using System.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>The rows of a statement that no shard can have any for: no shard is asked.</summary>
internal sealed class EmptyRelationalDataReader : RelationalDataReader
{
    private static readonly DataTable NoRows = new();

    public EmptyRelationalDataReader(IRelationalConnection connection)
        => Initialize(connection, null!, NoRows.CreateDataReader(), Guid.Empty, null);

    public override void Close() => DbDataReader.Close();

    public override ValueTask CloseAsync() => new(DbDataReader.CloseAsync());

    public override void Dispose() => DbDataReader.Dispose();

    public override ValueTask DisposeAsync() => DbDataReader.DisposeAsync();
}
