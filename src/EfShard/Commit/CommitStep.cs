namespace EfShard.Commit;

/// <summary>Where a two-phase commit stands; tests break it at each of these. In the order of a commit that nothing breaks.</summary>
internal enum CommitStep
{
    /// <summary>All work is done, nothing of the commit has been sent.</summary>
    Started,

    /// <summary>The record is in the decider's open transaction. Where that has the lock already (<see cref="EarlyLock" />), the others are prepared meanwhile.</summary>
    Recorded,

    /// <summary>A participant is about to be prepared.</summary>
    Preparing,

    /// <summary>A participant has answered that it is prepared.</summary>
    Prepared,

    /// <summary>All are prepared; the decider's commit is about to be sent.</summary>
    Deciding,

    /// <summary>The decider has answered that it has committed.</summary>
    Decided,

    /// <summary>A participant is about to be committed.</summary>
    Completing,

    /// <summary>A participant has answered that it has committed.</summary>
    Completed,

    /// <summary>All have committed; the record is about to be deleted.</summary>
    Forgetting,

    /// <summary>The record is deleted.</summary>
    Forgotten,
}
