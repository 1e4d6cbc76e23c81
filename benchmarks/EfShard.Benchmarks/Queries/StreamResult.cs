using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Queries;

/// <summary>What a stream took in one way.</summary>
/// <param name="Times">Milliseconds to the last row, round by round.</param>
/// <param name="FirstRow">Milliseconds to the first.</param>
/// <param name="LiveBytes">What is alive in the middle of it beyond what was before.</param>
internal sealed record StreamResult(string Way, IReadOnlyList<double> Times, IReadOnlyList<double> FirstRow, long LiveBytes)
{
    public double RatioTo(StreamResult other) => Times.Zip(other.Times, (own, theirs) => own / theirs).Quantile(0.5);
}
