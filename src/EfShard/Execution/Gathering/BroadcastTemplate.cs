using EfShard.Planning.Broadcasting;

namespace EfShard.Execution.Gathering;

/// <summary>What is cached for a statement that is answered by a broadcast: the statements that read what is sent, and the one that goes to the shards.</summary>
internal sealed record BroadcastTemplate(IReadOnlyList<(BroadcastPart Part, StatementTemplate Template)> Parts, StatementTemplate Rest)
{
    /// <summary>A table of more rows is not small: to send it to each shard would cost more than to bring the others to it.</summary>
    public const int MostRows = 10_000;
}
