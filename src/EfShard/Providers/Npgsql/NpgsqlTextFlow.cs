using System.Buffers;
using System.Data.Common;
using System.Text;
using EfShard.Planning.Gathering;
using EfShard.Providers.Gathering;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Rows on their way from a COPY out to a COPY in, as text: for arrays of types that the application made. Their binary form names the type by a number that
///     each server gave it, and another server's means something else.
/// </summary>
internal sealed class NpgsqlTextFlow(NpgsqlCopyTextReader rows) : RowFlow
{
    private const int BufferSize = 16 * 1024;

    public override async ValueTask PourAsync(
        DbConnection scratch, ShippedPart part, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        var copy = $"COPY {NpgsqlGathering.Name(part)} FROM STDIN";
        var connection = (NpgsqlConnection)scratch;
        var target = isAsync
            ? await connection.BeginTextImportAsync(copy, cancellationToken).ConfigureAwait(false)
            : connection.BeginTextImport(copy);
        var buffer = ArrayPool<char>.Shared.Rent(BufferSize);
        try
        {
            int length;
            while ((length = isAsync ? await rows.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) : rows.Read(buffer.AsSpan())) > 0)
            {
                // A line is a row: line breaks inside values are escaped.
                meter.Add(buffer.AsSpan(0, length).Count('\n'), Encoding.UTF8.GetByteCount(buffer.AsSpan(0, length)));
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
            ArrayPool<char>.Shared.Return(buffer);
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

    public override ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public override void Dispose() => rows.Dispose();

    private static Task Cancelled(NpgsqlCopyTextWriter target)
    {
        target.Cancel();
        return Task.CompletedTask;
    }
}
