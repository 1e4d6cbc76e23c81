namespace EfShard;

/// <summary>What a comparison of the shards' databases found.</summary>
public sealed class ShardSchemaComparison
{
    internal ShardSchemaComparison(IReadOnlyList<ShardSchemaDifference> differences) => Differences = differences;

    /// <summary>What is not the same on all shards, by kind and name.</summary>
    public IReadOnlyList<ShardSchemaDifference> Differences { get; }

    /// <summary>Whether all shards are alike.</summary>
    public bool AreEqual => Differences.Count == 0;

    /// <summary>One line a difference.</summary>
    public override string ToString() => AreEqual ? "All shards are alike." : string.Join(Environment.NewLine, Differences);
}
