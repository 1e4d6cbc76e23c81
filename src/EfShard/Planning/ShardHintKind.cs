namespace EfShard.Planning;

/// <summary>The kinds of <see cref="ShardHint" />.</summary>
internal enum ShardHintKind
{
    /// <summary>The statement runs on the named shard.</summary>
    OnShard,

    /// <summary>The rows of the entity asked for have this shard key.</summary>
    WithShardKey,

    /// <summary>Asking every shard is meant.</summary>
    AllShards,

    /// <summary>What happens if the statement has to be gathered.</summary>
    Gather,

    /// <summary>How fresh the rows must be.</summary>
    Consistency,

    /// <summary>Rows that are equal in every ORDER BY come in the order of their primary keys.</summary>
    StableOrder,

    /// <summary>SQL of the application reads these tables: all their rows are gathered for it.</summary>
    GatherTables,
}
