using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Writes;

/// <summary>What a write took in each way.</summary>
internal sealed record WriteResult(WriteCase Case, IReadOnlyList<Measured> Others, Measured Sharded)
{
    public IReadOnlyList<double> Ratios => [.. Others.Select(Sharded.RatioTo)];

    public bool IsWithinLimits
    {
        get
        {
            var within = Ratios.Zip(Case.Others, (ratio, other) => ratio <= other.Most);
            return Case.OnlySlowest ? within.Any(ok => ok) : within.All(ok => ok);
        }
    }
}
