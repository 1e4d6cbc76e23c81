using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Update.Harness;

/// <summary>Lets conflicts pass, and notes when two legs tell it of one at the same time.</summary>
public sealed class Forgiving : SaveChangesInterceptor
{
    private int _inside;

    public int Conflicts { get; private set; }

    public int Overlaps { get; private set; }

    public override InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result)
    {
        Overlaps += Interlocked.Increment(ref _inside) > 1 ? 1 : 0;
        Conflicts++;
        Thread.Yield();
        Interlocked.Decrement(ref _inside);
        return InterceptionResult.Suppress();
    }

    public override async ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Overlaps += Interlocked.Increment(ref _inside) > 1 ? 1 : 0;
        Conflicts++;
        for (var i = 0; i < 3; i++)
        {
            await Task.Yield();
        }

        Interlocked.Decrement(ref _inside);
        return InterceptionResult.Suppress();
    }
}
