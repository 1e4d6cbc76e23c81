using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>How a context reads: its session and the level in force. Made when first needed; a pooled context's next lease has another.</summary>
internal sealed class ReadingScope(ShardTopology topology)
{
    /// <summary>What the session has written and read: that of the request, if there is one, or the context's own.</summary>
    public ShardSession Session { get; } = AmbientSession.Of(topology) ?? new ShardSession();

    /// <summary>What <c>UseConsistency</c> says at the moment.</summary>
    public Consistency? Scoped { get; set; }

    /// <summary>The level of a query that says nothing itself.</summary>
    public Consistency Consistency => Scoped ?? topology.Replicas.Consistency;
}
