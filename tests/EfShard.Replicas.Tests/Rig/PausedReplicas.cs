using EfShard.TestServers.Clusters;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>Replicas that receive and do not apply, until disposed of.</summary>
public sealed class PausedReplicas(ReplicatedBank bank, IReadOnlyList<PostgresNode> replicas) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(replicas.Select(r => r.ResumeReplayAsync()));
        await bank.ReplicateAsync();
    }
}
