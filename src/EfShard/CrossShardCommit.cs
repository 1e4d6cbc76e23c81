namespace EfShard;

/// <summary>What a commit does when it holds changes for more than one shard.</summary>
public enum CrossShardCommit
{
    /// <summary>The default: the change is refused before anything is written, because it could not be all-or-nothing.</summary>
    Reject,

    /// <summary>
    ///     The shards commit one by one. Where one fails after another has committed, the exception names the shards that did and did not.
    /// </summary>
    BestEffort,
}
