using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Queries;

/// <summary>What a query took in the three ways.</summary>
internal sealed record QueryResult(QueryCase Case, Measured ByHand, Measured Plain, Measured Sharded)
{
    public double ToByHand => Sharded.RatioTo(ByHand);

    public double ToPlain => Sharded.RatioTo(Plain);

    /// <summary>EfShard's time beside the limit, which is the slower of the two other ways.</summary>
    public double ToLimit => Case.OnlyByHand ? ToByHand : Math.Min(ToByHand, ToPlain);

    public bool IsWithinLimit => ToLimit <= Case.Most;
}
