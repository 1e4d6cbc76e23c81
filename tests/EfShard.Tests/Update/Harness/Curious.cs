using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Before each insert asks the same shard something through EF Core: a call from within a call.</summary>
public sealed class Curious : DbCommandInterceptor
{
    private int _answers;

    public int Answers => _answers;

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        if (command.CommandText.StartsWith("INSERT", StringComparison.Ordinal))
        {
            _ = eventData.Context!.Set<DeskContext.Country>().AsNoTracking().OnShard(ShardOf(command)).ToList();
            Interlocked.Increment(ref _answers);
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.StartsWith("INSERT", StringComparison.Ordinal))
        {
            _ = await eventData.Context!.Set<DeskContext.Country>().AsNoTracking().OnShard(ShardOf(command)).ToListAsync(cancellationToken);
            Interlocked.Increment(ref _answers);
        }

        return result;
    }

    private static string ShardOf(DbCommand command) => Path.GetFileNameWithoutExtension(command.Connection!.DataSource);
}
