namespace EfShard.Model;

/// <summary>What the model says about where the two ends of a foreign key live.</summary>
internal enum ForeignKeyPlacement
{
    /// <summary>Nothing: the shard key must show it.</summary>
    Undeclared,

    /// <summary>The application promises that a dependent lives with its principal.</summary>
    Colocated,

    /// <summary>The principal may live on another shard: the shards' tables have no constraint.</summary>
    CrossShard,
}
