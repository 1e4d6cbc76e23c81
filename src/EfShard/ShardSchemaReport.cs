namespace EfShard;

/// <summary>What a change of schema did on each shard.</summary>
public sealed class ShardSchemaReport
{
    internal ShardSchemaReport(IReadOnlyList<ShardSchemaResult> shards) => Shards = shards;

    /// <summary>
    ///     One result a shard, in the order of their names. Of <c>Migrate</c>: one for each migration that ran on the shard, in the order in which
    ///     they ran, or one that says that there was nothing to do.
    /// </summary>
    public IReadOnlyList<ShardSchemaResult> Shards { get; }

    /// <summary>Whether it failed on no shard.</summary>
    public bool Succeeded => Shards.All(s => s.Outcome != ShardSchemaOutcome.Failed);

    /// <summary>Whether any shard was changed.</summary>
    public bool Changed => Shards.Any(s => s.Outcome is not (ShardSchemaOutcome.Unchanged or ShardSchemaOutcome.Failed));

    /// <summary>Throws if it failed on any shard.</summary>
    /// <exception cref="ShardSchemaException">It failed; the exception names the shards and holds their errors and this report.</exception>
    public void ThrowIfFailed()
    {
        if (!Succeeded)
        {
            throw new ShardSchemaException(this);
        }
    }

    /// <summary>One line a shard.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Shards);
}
