namespace EfShard.Benchmarks.Measuring;

/// <summary>What both sides took for one operation.</summary>
/// <param name="Base">The side that is compared with: plain EF Core, or code written by hand.</param>
/// <param name="Sharded">EfShard.</param>
/// <param name="Ratio">
///     The median of the rounds' ratios. Both halves of a ratio were measured within a fraction of a millisecond of each other, so that
///     whatever else the machine does slows both.
/// </param>
internal sealed record Comparison(Cost Base, Cost Sharded, double Ratio)
{
    public double MoreBytes => Sharded.Bytes - Base.Bytes;
}
