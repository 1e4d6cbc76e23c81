using System.Diagnostics;

namespace EfShard.Benchmarks.Measuring;

/// <summary>
///     Runs two sides in turns, in short batches, within one process: on a shared machine two runs apart differ by more than what is measured.
/// </summary>
/// <param name="rounds">In a round each side has two batches, in the order A B B A, so that a drift hits both alike.</param>
/// <param name="batch">How long a batch shall last.</param>
internal sealed class Duel(int rounds, TimeSpan batch)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    public async Task<Comparison> RunAsync(Side plain, Side sharded)
    {
        var count = await WarmUpAsync(plain, sharded);
        var plainBatches = new List<Batch>(rounds);
        var shardedBatches = new List<Batch>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            var (first, second) = round % 2 == 0 ? (plain, sharded) : (sharded, plain);
            var a = await MeasureAsync(first, count);
            var b = Mean(await MeasureAsync(second, count), await MeasureAsync(second, count));
            a = Mean(a, await MeasureAsync(first, count));
            plainBatches.Add(first == plain ? a : b);
            shardedBatches.Add(first == plain ? b : a);
        }

        return new Comparison(plainBatches, shardedBatches);
    }

    /// <summary>Until the compiler has optimised both sides; returns how many operations make a batch.</summary>
    private async Task<int> WarmUpAsync(Side plain, Side sharded)
    {
        var fastest = double.MaxValue;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
        {
            fastest = Math.Min(fastest, (await MeasureAsync(plain, 20)).Microseconds);
            await MeasureAsync(sharded, 20);
        }

        return Math.Max(5, (int)(batch.TotalMicroseconds / fastest));
    }

    private static async Task<Batch> MeasureAsync(Side side, int count)
    {
        // Of all threads: an asynchronous operation goes on wherever its answer arrives.
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        await side.RunAsync(count);
        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Batch(elapsed.TotalMicroseconds / count, (double)allocated / count);
    }

    private static Batch Mean(Batch one, Batch other)
        => new((one.Microseconds + other.Microseconds) / 2, (one.Bytes + other.Bytes) / 2);
}
