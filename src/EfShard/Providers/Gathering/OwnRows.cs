namespace EfShard.Providers.Gathering;

/// <summary>What becomes of the rows that a part has on the very shard where the temporary tables are.</summary>
internal enum OwnRows
{
    /// <summary>There are none, or the transaction's own connection must read them: they come as those of other shards do.</summary>
    None,

    /// <summary>They are copied into the temporary table there and then.</summary>
    Copied,

    /// <summary>There are no others: a temporary view shows them where they are.</summary>
    InPlace,
}
