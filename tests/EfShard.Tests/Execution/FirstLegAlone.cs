using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Execution;

/// <summary>Lets the first leg of a context's statement go on at once, and holds the others, before they open anything, until a condition holds.</summary>
internal sealed class FirstLegAlone(Func<bool> mayGoOn) : DbCommandInterceptor
{
    private int _legs;

    /// <summary>Whether the second leg has come.</summary>
    public bool IsHolding => Volatile.Read(ref _legs) > 1;

    public override InterceptionResult<DbCommand> CommandCreating(CommandCorrelatedEventData eventData, InterceptionResult<DbCommand> result)
        => Interlocked.Increment(ref _legs) == 1 || SpinWait.SpinUntil(mayGoOn, TimeSpan.FromSeconds(60))
            ? result
            : throw new TimeoutException("Waited 60 seconds in vain until the other legs might go on.");
}
