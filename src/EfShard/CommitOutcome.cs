namespace EfShard;

/// <summary>What has become of a commit over several shards.</summary>
public enum CommitOutcome
{
    /// <summary>It may still go either way: its deciding transaction is at work, or its server has not noticed yet that nobody is there any more.</summary>
    Undecided,

    /// <summary>It is committed: on every shard, or on every shard soon.</summary>
    Committed,

    /// <summary>It is rolled back, and can't be committed any more; or there was no such transaction.</summary>
    RolledBack,
}
