using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>Rows in binary form, not looked at beyond their number.</summary>
internal sealed class NpgsqlRowFlow(NpgsqlRawCopyStream rows) : NpgsqlCopyFlow<byte, NpgsqlRawCopyStream>
{
    private readonly BinaryCopyCounter _counter = new();

    protected override int BufferSize => 64 * 1024;

    public override ValueTask DisposeAsync() => rows.DisposeAsync();

    public override void Dispose() => rows.Dispose();

    protected override async ValueTask<NpgsqlRawCopyStream> BeginAsync(NpgsqlConnection scratch, string copy, bool isAsync, CancellationToken cancellationToken)
        => isAsync
            ? await scratch.BeginRawBinaryCopyAsync(copy + " (FORMAT BINARY)", cancellationToken).ConfigureAwait(false)
            : scratch.BeginRawBinaryCopy(copy + " (FORMAT BINARY)");

    protected override ValueTask<int> ReadAsync(byte[] buffer, bool isAsync, CancellationToken cancellationToken)
        => isAsync ? rows.ReadAsync(buffer, cancellationToken) : new(rows.Read(buffer));

    protected override (long Rows, long Bytes) Count(ReadOnlySpan<byte> read) => (_counter.CountRows(read), read.Length);

    protected override ValueTask WriteAsync(NpgsqlRawCopyStream target, byte[] buffer, int length, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
        {
            return target.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }

        target.Write(buffer, 0, length);
        return default;
    }

    protected override Task CancelAsync(NpgsqlRawCopyStream target, bool isAsync)
    {
        if (isAsync)
        {
            return target.CancelAsync();
        }

        target.Cancel();
        return Task.CompletedTask;
    }
}
