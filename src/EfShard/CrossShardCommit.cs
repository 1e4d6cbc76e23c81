namespace EfShard;

/// <summary>What a commit does when it holds changes for more than one shard.</summary>
public enum CrossShardCommit
{
    /// <summary>
    ///     The change is refused before anything is written, because it could not be all-or-nothing. The default where the shards have no two-phase commit.
    /// </summary>
    Reject,

    /// <summary>
    ///     The shards commit one by one. Where one fails after another has committed, the exception names the shards that did and did not.
    /// </summary>
    BestEffort,

    /// <summary>
    ///     All shards commit, or none, through a crash of any process at any point: two-phase commit, with a record of the decision in one of the shards.
    ///     The default on PostgreSQL, whose servers need <c>max_prepared_transactions</c> above zero.
    /// </summary>
    TwoPhase,

    /// <summary>
    ///     All shards commit, or none, through a crash of any process at any point, on Sqlite: the files of a transaction are attached to one connection, whose
    ///     commit is one over all of them. At most 10 files, which give up write-ahead logging for it.
    /// </summary>
    Atomic,
}
