namespace EfShard.Benchmarks.Measuring;

/// <summary>What two sides took for one operation.</summary>
/// <param name="Base">The side that is compared with: plain EF Core, or code written by hand.</param>
/// <param name="Sharded">EfShard.</param>
/// <param name="Ratio">The time of the second beside the first, <see cref="Measured.RatioTo" />.</param>
internal sealed record Comparison(Cost Base, Cost Sharded, double Ratio)
{
    public double MoreBytes => Sharded.Bytes - Base.Bytes;

    public static async Task<Comparison> OfAsync(Race race, Side other, Side sharded)
    {
        var measured = await race.RunAsync(other, sharded);
        return new Comparison(measured[0].Cost, measured[1].Cost, measured[1].RatioTo(measured[0]));
    }
}
