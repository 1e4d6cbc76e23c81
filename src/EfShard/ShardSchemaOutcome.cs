namespace EfShard;

/// <summary>What a change of schema over all shards did on one of them.</summary>
public enum ShardSchemaOutcome
{
    /// <summary>Nothing: the shard is as it should be already.</summary>
    Unchanged,

    /// <summary>The database, its tables or its map were made.</summary>
    Created,

    /// <summary>The database was deleted.</summary>
    Deleted,

    /// <summary>It failed; the others were tried all the same.</summary>
    Failed,

    /// <summary>A migration was applied.</summary>
    Migrated,

    /// <summary>A migration was reverted.</summary>
    Reverted,
}
