using System.Data.Common;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers.Gathering;

/// <summary>Rows read by an ordinary command and written by a prepared INSERT: values go as Sqlite has them, whatever types the model gives them.</summary>
internal sealed class SqliteRowFlow(RelationalDataReader rows) : RowFlow
{
    public override async ValueTask PourAsync(
        DbConnection scratch, ShippedPart part, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        // One transaction a flow: one for each row would cost more than the rows.
        using var transaction = scratch.BeginTransaction();
        using var insert = scratch.CreateCommand();
        insert.Transaction = transaction;
        var width = part.Columns.Count;
        insert.CommandText = $"INSERT INTO {SqliteGathering.Quote(part.Table.Name)} VALUES ({string.Join(", ", Enumerable.Range(0, width).Select(i => $"@p{i}"))})";
        for (var i = 0; i < width; i++)
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            insert.Parameters.Add(parameter);
        }

        var reader = rows.DbDataReader;
        while (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = 0L;
            for (var i = 0; i < width; i++)
            {
                var value = reader.GetValue(i);
                bytes += value switch { string text => text.Length, byte[] blob => blob.Length, DBNull => 0, _ => sizeof(long) };
                insert.Parameters[i].Value = value;
            }

            meter.Add(1, bytes);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public override ValueTask DisposeAsync() => rows.DisposeAsync();

    public override void Dispose() => rows.Dispose();
}
