using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.SideBySide;

/// <summary>A case, what it took, and whether that is within the limits.</summary>
internal sealed record ReadResult(ReadCase Case, Comparison Comparison)
{
    /// <summary>The limit of the time's ratio.</summary>
    public const double MostRatio = 1.05;

    /// <summary>The limit of bytes that an operation may allocate on top.</summary>
    public const double MostMoreBytes = 800;

    public bool IsWithinLimits => Comparison.Ratio <= MostRatio && Comparison.MoreBytes <= MostMoreBytes;
}
