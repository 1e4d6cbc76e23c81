using System.Diagnostics;

namespace EfShard.Benchmarks.Measuring;

/// <summary>
///     Runs several sides in turns within one process, almost operation by operation: on a shared machine two runs apart, or two batches of some
///     milliseconds, differ by more than what is measured.
/// </summary>
/// <param name="duration">How long times are measured, after the warm-up.</param>
/// <param name="fewestRounds">How many rounds there are at least, however long they take.</param>
/// <param name="warmUps">
///     How many seconds the sides are warmed up. One runs some hundred operations over several shards, or some dozen of a thousand rows, and it takes thousands until the
///     compiler has optimised all that they run.
/// </param>
internal sealed class Race(TimeSpan duration, int fewestRounds, int warmUps = 1)
{
    private const int AllocationRounds = 11;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Short enough that the scheduler seldom interrupts it.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(150);

    /// <summary>Measures the sides; the results are in their order.</summary>
    public async Task<IReadOnlyList<Measured>> RunAsync(params Side[] sides)
    {
        var count = 1;
        for (var i = 0; i < warmUps; i++)
        {
            count = await WarmUpAsync(sides);
        }

        var watch = Stopwatch.StartNew();
        var times = await AlternateAsync(sides, side => TimeAsync(side, count), round => round < fewestRounds || watch.Elapsed < duration);
        var bytes = await AlternateAsync(
            sides, side => AllocateAsync(side, Math.Min(20, fewestRounds) * count), round => round < Math.Min(AllocationRounds, fewestRounds));
        return [.. times.Zip(bytes, (t, b) => new Measured(t, b.Quantile(0.5)))];
    }

    /// <summary>
    ///     Lets the compiler optimise the sides; returns how many operations make a turn. All cases share most of their code, so all are warmed
    ///     up once before the first is measured, which would otherwise be measured half optimised.
    /// </summary>
    public static async Task<int> WarmUpAsync(params Side[] sides)
    {
        var fastest = double.MaxValue;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
        {
            foreach (var side in sides)
            {
                var started = watch.Elapsed;
                fastest = Math.Min(fastest, await TimeAsync(side, 1));
                if (watch.Elapsed - started < WarmUp / 20)
                {
                    fastest = Math.Min(fastest, await TimeAsync(side, 9));
                }
            }
        }

        return Math.Max(1, (int)(Turn.TotalMicroseconds / fastest));
    }

    /// <summary>Who begins changes from round to round: a collection or a drift hits all alike.</summary>
    private static async Task<List<double>[]> AlternateAsync(Side[] sides, Func<Side, Task<double>> measure, Func<int, bool> goOn)
    {
        var values = Array.ConvertAll(sides, _ => new List<double>());
        for (var round = 0; goOn(round); round++)
        {
            for (var turn = 0; turn < sides.Length; turn++)
            {
                var side = (round + turn) % sides.Length;
                values[side].Add(await measure(sides[side]));
            }
        }

        return values;
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
