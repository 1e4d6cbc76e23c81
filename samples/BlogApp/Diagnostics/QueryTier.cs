namespace BlogApp.Diagnostics;

/// <summary>How a statement is answered, the cheapest first.</summary>
public enum QueryTier
{
    /// <summary>By one shard, with the provider's own command.</summary>
    Route,

    /// <summary>By several shards side by side, each for its own rows, merged.</summary>
    Push,

    /// <summary>By several shards, whose counts, sums and groups are put together.</summary>
    Combine,

    /// <summary>By one shard, to which the rows of the others were brought.</summary>
    Gather,

    /// <summary>It writes.</summary>
    Write,
}
