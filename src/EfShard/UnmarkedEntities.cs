namespace EfShard;

/// <summary>What to do with entities that the model does not declare sharded, reference or unsharded.</summary>
public enum UnmarkedEntities
{
    /// <summary>The default: the first use of a context fails and names them, so that no table lands somewhere by accident.</summary>
    Refuse,

    /// <summary>Their tables live on the shard of <see cref="ShardingOptionsBuilder.UnshardedOn" />, as if declared unsharded.</summary>
    OnDefaultShard,
}
