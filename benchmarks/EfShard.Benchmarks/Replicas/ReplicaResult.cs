using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Replicas;

/// <summary>What an operation costs with replicas beside the same operation, on the same server, without any.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Server">Which server both sides ask.</param>
/// <param name="Comparison">The two sides.</param>
/// <param name="Most">What the second may cost at most; <see langword="null" /> where nothing was promised.</param>
internal sealed record ReplicaResult(string Name, string Server, Comparison Comparison, double? Most)
{
    public bool IsWithinLimit => Most is null || Comparison.Ratio <= Most;
}
