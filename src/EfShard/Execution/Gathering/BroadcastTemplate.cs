using EfShard.Planning.Broadcasting;

namespace EfShard.Execution.Gathering;

/// <summary>What is cached for a statement that is answered by a broadcast: the statements that read what is sent, and the one that goes to the shards.</summary>
/// <param name="Parts">What is sent, and how it is read.</param>
/// <param name="Rest">What goes to the shards.</param>
/// <param name="IfMany">As for <see cref="BroadcastPlan.IfMany" />.</param>
internal sealed record BroadcastTemplate(IReadOnlyList<(BroadcastPart Part, StatementTemplate Template)> Parts, StatementTemplate Rest, BroadcastTemplate? IfMany)
{
    /// <summary>Whether it has been small of late.</summary>
    public BroadcastTrials Trials { get; } = new();
}
