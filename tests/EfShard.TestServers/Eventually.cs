using System.Diagnostics;

namespace EfShard.TestServers;

/// <summary>Waits for conditions instead of sleeping: ends at once when the condition holds, fails loudly at the deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">What is waited for, as a sentence for the error: "the replica streams".</param>
    /// <param name="deadline">Thirty seconds if not given.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? deadline = null)
    {
        var limit = deadline ?? DefaultDeadline;
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} seconds in vain until {what}.");
            }

            await Task.Delay(Interval);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string, TimeSpan?)" />
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? deadline = null)
        => TrueAsync(() => Task.FromResult(condition()), what, deadline);
}
