namespace EfShard.Benchmarks.Measuring;

/// <summary>What was measured of one side.</summary>
/// <param name="Times">Microseconds an operation, round by round.</param>
/// <param name="Bytes">The bytes that an operation allocates, on all threads.</param>
internal sealed record Measured(IReadOnlyList<double> Times, double Bytes)
{
    public Cost Cost => new(Times.Quantile(0.5), Times.Quantile(0.1), Bytes);

    /// <summary>
    ///     The median of the rounds' ratios. Both halves of a ratio were measured right after each other, so that whatever else the machine does
    ///     slows both.
    /// </summary>
    public double RatioTo(Measured other) => Times.Zip(other.Times, (own, theirs) => own / theirs).Quantile(0.5);
}
