namespace EfShard.Benchmarks.Measuring;

/// <summary>The batches of both sides, round by round.</summary>
internal sealed class Comparison(IReadOnlyList<Batch> plain, IReadOnlyList<Batch> sharded)
{
    /// <summary>
    ///     The median of the rounds' ratios. Both halves of a ratio were measured within a few milliseconds of each other, so that
    ///     whatever else the machine does slows both.
    /// </summary>
    public double Ratio { get; } = Median(plain.Zip(sharded, (p, s) => s.Microseconds / p.Microseconds));

    /// <summary>The ratio of the fastest batches: what is left when nothing else disturbs either side.</summary>
    public double RatioOfFastest { get; } = sharded.Min(b => b.Microseconds) / plain.Min(b => b.Microseconds);

    public double PlainMicroseconds { get; } = Median(plain.Select(b => b.Microseconds));

    public double ShardedMicroseconds { get; } = Median(sharded.Select(b => b.Microseconds));

    public double PlainBytes { get; } = Median(plain.Select(b => b.Bytes));

    public double ShardedBytes { get; } = Median(sharded.Select(b => b.Bytes));

    public double MoreBytes => ShardedBytes - PlainBytes;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
