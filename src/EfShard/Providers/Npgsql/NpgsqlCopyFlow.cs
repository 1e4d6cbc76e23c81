using System.Buffers;
using System.Data.Common;
using EfShard.Planning.Gathering;
using EfShard.Providers.Gathering;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>Rows on their way from a COPY out to a COPY in.</summary>
/// <typeparam name="T">What they are on the way: bytes or characters.</typeparam>
/// <typeparam name="TTarget">The COPY in.</typeparam>
internal abstract class NpgsqlCopyFlow<T, TTarget> : RowFlow
    where TTarget : IDisposable, IAsyncDisposable
{
    protected abstract int BufferSize { get; }

    public override async ValueTask PourAsync(
        DbConnection scratch, ShippedPart part, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        var target = await BeginAsync((NpgsqlConnection)scratch, $"COPY {NpgsqlGathering.Name(part)} FROM STDIN", isAsync, cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<T>.Shared.Rent(BufferSize);
        try
        {
            int length;
            while ((length = await ReadAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false)) > 0)
            {
                var (rows, bytes) = Count(buffer.AsSpan(0, length));
                meter.Add(rows, bytes);
                await WriteAsync(target, buffer, length, isAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // Disposed without this, it would end the COPY as if all rows had come.
            await CancelAsync(target, isAsync).ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<T>.Shared.Return(buffer);
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

    /// <summary>Begins the COPY in.</summary>
    protected abstract ValueTask<TTarget> BeginAsync(NpgsqlConnection scratch, string copy, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Reads what comes next of the COPY out; nothing after the last row.</summary>
    protected abstract ValueTask<int> ReadAsync(T[] buffer, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Counts what was read.</summary>
    protected abstract (long Rows, long Bytes) Count(ReadOnlySpan<T> read);

    /// <summary>Writes what was read.</summary>
    protected abstract ValueTask WriteAsync(TTarget target, T[] buffer, int length, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Gives the COPY in up: nothing of it is kept.</summary>
    protected abstract Task CancelAsync(TTarget target, bool isAsync);
}
