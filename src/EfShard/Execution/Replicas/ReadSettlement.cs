using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>
///     Finds the positions of what a session has read, from the servers that answered: what they have now is no less than what was seen. Fails
///     never: where nobody can tell, the primary has to be asked later.
/// </summary>
internal static class ReadSettlement
{
    public static void Settle(ShardTopology topology, ShardNode node, ShardSession session, ReplicaWatch? watch)
    {
        foreach (var read in session.UnsettledReadsOf(node.Name))
        {
            Settle(topology, node, session, read, watch?.FindProbe(read.Server)?.Ask());
        }
    }

    /// <inheritdoc cref="Settle(ShardTopology, ShardNode, ShardSession, ReplicaWatch)" />
    public static async ValueTask SettleAsync(ShardTopology topology, ShardNode node, ShardSession session, ReplicaWatch? watch, CancellationToken cancellationToken)
    {
        foreach (var read in session.UnsettledReadsOf(node.Name))
        {
            var failure = watch?.FindProbe(read.Server) is { } probe ? await probe.AskAsync(cancellationToken).ConfigureAwait(false) : null;
            Settle(topology, node, session, read, failure);
        }
    }

    private static void Settle(ShardTopology topology, ShardNode node, ShardSession session, UnsettledRead read, Exception? failure)
    {
        if (failure is null && ReferenceEquals(read.Server.Run, read.Run))
        {
            session.SettleRead(node.Name, read, read.Run.Position);
        }
        else
        {
            // Gone, or restarted: the primary has at least as much as it had.
            session.UnsettleRead(node.Name, read, topology.Replicas.Time.GetUtcNow());
        }
    }
}
