using System.Buffers;
using System.Data.Common;
using EfShard.Planning.Gathering;
using EfShard.Providers.Gathering;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>Rows on their way from a binary COPY out to a binary COPY in.</summary>
internal sealed class NpgsqlRowFlow(NpgsqlRawCopyStream rows) : RowFlow
{
    private const int BufferSize = 64 * 1024;

    public override async ValueTask PourAsync(
        DbConnection scratch, ShippedPart part, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        var copy = $"COPY {NpgsqlGathering.Name(part)} FROM STDIN (FORMAT BINARY)";
        var connection = (NpgsqlConnection)scratch;
        var target = isAsync
            ? await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false)
            : connection.BeginRawBinaryCopy(copy);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var counter = new BinaryCopyCounter();
            int length;
            while ((length = isAsync ? await rows.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) : rows.Read(buffer)) > 0)
            {
                meter.Add(counter.CountRows(buffer.AsSpan(0, length)), length);
                if (isAsync)
                {
                    await target.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    target.Write(buffer, 0, length);
                }
            }
        }
        catch
        {
            // Disposed without this, it would end the COPY as if all rows had come.
            await (isAsync ? target.CancelAsync() : Cancelled(target)).ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (isAsync)
            {
                await target.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                target.Dispose();
            }
        }
    }

    public override ValueTask DisposeAsync() => rows.DisposeAsync();

    public override void Dispose() => rows.Dispose();

    private static Task Cancelled(NpgsqlRawCopyStream target)
    {
        target.Cancel();
        return Task.CompletedTask;
    }
}
