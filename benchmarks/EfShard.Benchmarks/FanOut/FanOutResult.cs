using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.FanOut;

/// <summary>A case and what it took. There is no limit.</summary>
internal sealed record FanOutResult(FanOutCase Case, Comparison Comparison);
