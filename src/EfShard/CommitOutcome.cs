namespace EfShard;

/// <summary>What has become of a commit over several shards.</summary>
public enum CommitOutcome
{
    /// <summary>It may still go either way: its deciding transaction is at work, or its server has not noticed yet that nobody is there any more. Ask again.</summary>
    Undecided,

    /// <summary>It is committed: on every shard, or on every shard soon.</summary>
    Committed,

    /// <summary>It is rolled back, and can't be committed any more.</summary>
    RolledBack,

    /// <summary>
    ///     Nothing is known of it. It wrote only one shard, whose own commit needs no record; or it returned, and its record was deleted; or it ended more than
    ///     seven days ago; or another process began it, and it is rolled back; or there was no such transaction. It may be committed: look for what it wrote.
    /// </summary>
    NoRecord,
}
