using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>
///     Takes its time in every call, and notes when another call comes meanwhile. It takes its time until a second call has had every chance to
///     come: the thread pool has run what was queued behind it.
/// </summary>
public sealed class OneAtATime : DbCommandInterceptor, IDbConnectionInterceptor
{
    private int _inside;
    private int _overlaps;
    private int _calls;

    public int Calls => _calls;

    public int Overlaps => _overlaps;

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Enter();
        Thread.Yield();
        Leave();
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await LingerAsync();
        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        await LingerAsync();
        return result;
    }

    public async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) => await LingerAsync();

    public override DbCommand CommandCreated(CommandEndEventData eventData, DbCommand result)
    {
        Enter();
        Thread.Yield();
        Leave();
        return result;
    }

    private async Task LingerAsync()
    {
        Enter();
        for (var i = 0; i < 3; i++)
        {
            await Task.Yield();
        }

        Leave();
    }

    private void Enter()
    {
        Interlocked.Increment(ref _calls);
        if (Interlocked.Increment(ref _inside) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }
    }

    private void Leave() => Interlocked.Decrement(ref _inside);
}
