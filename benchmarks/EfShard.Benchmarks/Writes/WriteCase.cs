using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Writes;

/// <summary>A write over four shards and what it is compared with.</summary>
/// <param name="Name">What is written.</param>
/// <param name="Beside">The other ways.</param>
/// <param name="Others">The other ways, with how many times the time of each EfShard's may be.</param>
/// <param name="OnlySlowest">Whether only the limit of the slowest of the other ways counts.</param>
/// <param name="Sharded">EfShard with two-phase commit.</param>
internal sealed record WriteCase(string Name, string Beside, IReadOnlyList<(Side Side, double Most)> Others, bool OnlySlowest, Side Sharded);
