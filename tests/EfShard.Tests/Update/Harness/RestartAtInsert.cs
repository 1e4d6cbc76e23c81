using System.Data.Common;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Kills a server when the first insert is about to be sent to it, and starts it again.</summary>
public sealed class RestartAtInsert(PostgresNode victim) : DbCommandInterceptor
{
    public bool Done { get; private set; }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (!Done && new Npgsql.NpgsqlConnectionStringBuilder(command.Connection!.ConnectionString).Port == victim.Port)
        {
            Done = true;
            await victim.KillAsync();
            await victim.StartAsync();
        }

        return result;
    }
}
