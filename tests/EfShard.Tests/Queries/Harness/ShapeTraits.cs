namespace EfShard.Tests.Queries.Harness;

/// <summary>What the harness must know to run a shape.</summary>
[Flags]
public enum ShapeTraits
{
    None = 0,

    /// <summary>Changes rows: runs on databases of its own, whose contents are compared afterwards.</summary>
    ChangesRows = 1,

    /// <summary>Runs on a context with lazy-loading proxies.</summary>
    LazyLoading = 2,

    /// <summary>Runs with <c>CrossShardCommit.BestEffort</c>.</summary>
    BestEffort = 4,

    /// <summary>The operator or the collation exists on Sqlite only.</summary>
    SqliteOnly = 8,

    /// <summary>The operator or the collation exists on PostgreSQL only.</summary>
    PostgresOnly = 16,

    /// <summary>Says itself what is tracked, so it runs with tracking only.</summary>
    NeedsTracking = 32,

    /// <summary>Some legs may end, or never start, once the answer is known.</summary>
    MayStopEarly = 64,

    /// <summary>Throws an exception of EF's own, the same for one database.</summary>
    Throws = 128,

    /// <summary>Refused because it would change several shards under <c>CrossShardCommit.Reject</c>.</summary>
    AgainstCommitPolicy = 256,

    /// <summary>Runs with everything gathered.</summary>
    GatherAlways = 512,

    /// <summary>Runs with <c>GatherPolicy.Allow</c>; without it, with <c>GatherPolicy.Throw</c>.</summary>
    GatherRefused = 1024,

    /// <summary>Runs with everything gathered over attached files.</summary>
    GatherAttached = 2048,

    /// <summary>Runs with a budget of 10 gathered rows.</summary>
    SmallBudget = 4096,

    /// <summary>Runs with one connection to each shard.</summary>
    OneConnection = 8192,

    /// <summary>Runs inside a transaction.</summary>
    InTransaction = 16384,

    /// <summary>The database combines what the shards have grouped: the shards' rows are gathered, but no policy forbids it.</summary>
    CombinedByDatabase = 32768,
}
