using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.FanOut;

/// <summary>An operation over several shards, or one that writes, and what it is compared with.</summary>
internal sealed record FanOutCase(string Name, string Beside, Side Other, Side Sharded);
