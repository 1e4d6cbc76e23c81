using System.Text;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Rows as text: for arrays of types that the application made. Their binary form names the type by a number that each server gave it, and another server's
///     means something else.
/// </summary>
internal sealed class NpgsqlTextFlow(NpgsqlCopyTextReader rows) : NpgsqlCopyFlow<char, NpgsqlCopyTextWriter>
{
    protected override int BufferSize => 16 * 1024;

    public override ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public override void Dispose() => rows.Dispose();

    protected override async ValueTask<NpgsqlCopyTextWriter> BeginAsync(NpgsqlConnection scratch, string copy, bool isAsync, CancellationToken cancellationToken)
        => isAsync ? await scratch.BeginTextImportAsync(copy, cancellationToken).ConfigureAwait(false) : scratch.BeginTextImport(copy);

    protected override ValueTask<int> ReadAsync(char[] buffer, bool isAsync, CancellationToken cancellationToken)
        => isAsync ? rows.ReadAsync(buffer.AsMemory(), cancellationToken) : new(rows.Read(buffer.AsSpan()));

    // A line is a row: line breaks inside values are escaped.
    protected override (long Rows, long Bytes) Count(ReadOnlySpan<char> read) => (read.Count('\n'), Encoding.UTF8.GetByteCount(read));

    protected override ValueTask WriteAsync(NpgsqlCopyTextWriter target, char[] buffer, int length, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
        {
            return new(target.WriteAsync(buffer.AsMemory(0, length), cancellationToken));
        }

        target.Write(buffer, 0, length);
        return default;
    }

    protected override Task CancelAsync(NpgsqlCopyTextWriter target, bool isAsync)
    {
        if (isAsync)
        {
            return target.CancelAsync();
        }

        target.Cancel();
        return Task.CompletedTask;
    }
}
