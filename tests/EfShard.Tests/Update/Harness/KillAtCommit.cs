using System.Data.Common;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Kills a server, as kill -9 does, when the first commit is about to be sent to it.</summary>
public sealed class KillAtCommit(PostgresNode victim) : DbTransactionInterceptor
{
    private bool _done;

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (new Npgsql.NpgsqlConnectionStringBuilder(transaction.Connection!.ConnectionString).Port == victim.Port && !_done)
        {
            _done = true;
            await victim.KillAsync();
        }

        return result;
    }
}
