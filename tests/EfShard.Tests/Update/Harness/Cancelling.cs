using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Cancels when the third statement is about to be sent.</summary>
public sealed class Cancelling(CancellationTokenSource source) : DbCommandInterceptor
{
    private int _statements;

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _statements) == 3)
        {
            await source.CancelAsync();
        }

        return result;
    }
}
