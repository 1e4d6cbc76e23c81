using System.Diagnostics;

namespace EfShard.Benchmarks.Measuring;

/// <summary>
///     Runs two sides in turns within one process, almost operation by operation: on a shared machine two runs apart, or two batches of some
///     milliseconds, differ by more than what is measured.
/// </summary>
/// <param name="duration">How long times are measured, after the warm-up.</param>
internal sealed class Duel(TimeSpan duration)
{
    private const int FewestRounds = 200;
    private const int AllocationRounds = 11;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Short enough that the scheduler seldom interrupts it.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(150);

    public async Task<Comparison> RunAsync(Side plain, Side sharded)
    {
        var count = await WarmUpAsync(plain, sharded);
        var (baseTimes, shardedTimes) = await AlternateAsync(plain, sharded, side => TimeAsync(side, count), Continue(Stopwatch.StartNew()));
        var (baseBytes, shardedBytes) = await AlternateAsync(plain, sharded, side => AllocateAsync(side, 20 * count), round => round < AllocationRounds);
        return new Comparison(
            new Cost(baseTimes.Quantile(0.5), baseTimes.Quantile(0.1), baseBytes.Quantile(0.5)),
            new Cost(shardedTimes.Quantile(0.5), shardedTimes.Quantile(0.1), shardedBytes.Quantile(0.5)),
            baseTimes.Zip(shardedTimes, (b, s) => s / b).Quantile(0.5));
    }

    private Func<int, bool> Continue(Stopwatch watch) => round => round < FewestRounds || watch.Elapsed < duration;

    /// <summary>
    ///     Lets the compiler optimise both sides; returns how many operations make a turn. All cases share most of their code, so all are warmed
    ///     up once before the first is measured, which would otherwise be measured half optimised.
    /// </summary>
    public static async Task<int> WarmUpAsync(Side plain, Side sharded)
    {
        var fastest = double.MaxValue;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
        {
            fastest = Math.Min(fastest, await TimeAsync(plain, 10));
            await TimeAsync(sharded, 10);
        }

        return Math.Max(1, (int)(Turn.TotalMicroseconds / fastest));
    }

    /// <summary>Who begins changes from round to round: a collection or a drift hits both alike.</summary>
    private static async Task<(List<double> Plain, List<double> Sharded)> AlternateAsync(
        Side plain, Side sharded, Func<Side, Task<double>> measure, Func<int, bool> goOn)
    {
        var (a, b) = (new List<double>(), new List<double>());
        for (var round = 0; goOn(round); round++)
        {
            if (round % 2 == 0)
            {
                a.Add(await measure(plain));
                b.Add(await measure(sharded));
            }
            else
            {
                b.Add(await measure(sharded));
                a.Add(await measure(plain));
            }
        }

        return (a, b);
    }

    private static async Task<double> TimeAsync(Side side, int count)
    {
        var started = Stopwatch.GetTimestamp();
        await side.RunAsync(count);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / count;
    }

    /// <summary>Apart from the times, because an exact count stops every thread.</summary>
    private static async Task<double> AllocateAsync(Side side, int count)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await side.RunAsync(count);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / count;
    }
}
