using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Cancels when the last statement of a gather is about to run: all rows have been shipped.</summary>
internal sealed class CancelAtFinal(CancellationTokenSource stop) : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.Contains("__efshard", StringComparison.Ordinal))
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return result;
    }
}
