using System.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>The answer to a statement that no shard can have rows for: no row, or the one row of an aggregate over nothing. No shard is asked.</summary>
internal sealed class EmptyRelationalDataReader : RelationalDataReader
{
    public EmptyRelationalDataReader(IRelationalConnection connection, IReadOnlyList<(object? Value, Type Type)>? answer)
        => Initialize(connection, null!, ToTable(answer).CreateDataReader(), Guid.Empty, null);

    public override void Close() => DbDataReader.Close();

    public override ValueTask CloseAsync() => new(DbDataReader.CloseAsync());

    public override void Dispose() => DbDataReader.Dispose();

    public override ValueTask DisposeAsync() => DbDataReader.DisposeAsync();

    private static DataTable ToTable(IReadOnlyList<(object? Value, Type Type)>? answer)
    {
        var table = new DataTable();
        foreach (var (_, type) in answer ?? [])
        {
            table.Columns.Add(null, type);
        }

        if (answer is not null)
        {
            table.Rows.Add(answer.Select(column => column.Value ?? DBNull.Value).ToArray());
        }

        return table;
    }
}
