using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>Does something, once, when a command is about to ask PostgreSQL whether a database has tables.</summary>
internal sealed class OnceWhileLookingForTables(Func<Task> work) : DbCommandInterceptor
{
    private int _begun;

    public bool IsDone { get; private set; }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default)
    {
        if (command.CommandText.Contains("COUNT(*)", StringComparison.Ordinal)
            && command.CommandText.Contains("pg_class", StringComparison.Ordinal)
            && Interlocked.Exchange(ref _begun, 1) == 0)
        {
            await work();
            IsDone = true;
        }

        return result;
    }
}
