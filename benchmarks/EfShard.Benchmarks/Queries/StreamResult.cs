using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Queries;

/// <summary>What a stream took in one way.</summary>
/// <param name="Times">Milliseconds to the last row, round by round.</param>
/// <param name="FirstRow">Milliseconds to the first.</param>
/// <param name="LiveBytes">What is alive in the middle of it beyond what was before.</param>
internal sealed record StreamResult(string Way, IReadOnlyList<double> Times, IReadOnlyList<double> FirstRow, long LiveBytes)
{
    /// <summary>How many times as long as the slower of the other ways EfShard may take to the last row.</summary>
    public const double MostTimes = 1.1;

    /// <summary>How many milliseconds later than by hand EfShard's first row may come.</summary>
    public const double MostLater = 2;

    /// <summary>How many bytes more than by hand EfShard may hold: a part of what all rows weigh that does not grow with their number.</summary>
    public const long MostBytes = 1 << 20;

    /// <summary>Whether EfShard's stream is within the limits that the two others set.</summary>
    public bool IsWithin(StreamResult byHand, StreamResult plain)
        => Math.Min(RatioTo(byHand), RatioTo(plain)) <= MostTimes
            && FirstRow.Quantile(0.5) <= byHand.FirstRow.Quantile(0.5) + MostLater
            && LiveBytes <= byHand.LiveBytes + MostBytes;

    public double RatioTo(StreamResult other) => Times.Zip(other.Times, (own, theirs) => own / theirs).Quantile(0.5);
}
