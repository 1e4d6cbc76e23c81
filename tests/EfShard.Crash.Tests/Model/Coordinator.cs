namespace EfShard.Crash.Tests.Model;

/// <summary>What the coordinator is at.</summary>
internal enum Coordinator : byte
{
    /// <summary>Recording and preparing.</summary>
    Preparing,

    /// <summary>It has sent the decider's COMMIT, or is looking up what became of it.</summary>
    Deciding,

    /// <summary>It knows that the decision is to commit, has told so, and commits the others.</summary>
    Committing,

    /// <summary>It will never send COMMIT, or knows that it did not happen.</summary>
    RollingBack,

    /// <summary>It has told that it does not know.</summary>
    GaveUp,

    Dead,
}
