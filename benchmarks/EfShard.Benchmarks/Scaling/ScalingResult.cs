using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Scaling;

/// <summary>What an operation costs over each number of shards.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Measured">What was measured, in the order of <see cref="ScalingRun.Counts" />.</param>
internal sealed record ScalingResult(string Name, IReadOnlyList<Measured> Measured);
