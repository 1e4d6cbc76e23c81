namespace EfShard.Crash.Tests.Model;

/// <summary>What a recovery is at: it remembers what it has seen, while the world goes on.</summary>
internal enum Recoverer : byte
{
    Idle,

    /// <summary>It has seen a prepared part.</summary>
    SawPart,

    /// <summary>It has then found the lock free.</summary>
    SawLockFree,

    /// <summary>It has found no record, before it looked at the lock: only without a rule.</summary>
    SawNoRecordYet,

    WillCommit,
    WillRollBack,

    /// <summary>It has seen the record, and is about to look for parts.</summary>
    SawRecord,

    /// <summary>It has also seen that the first of the others is not prepared.</summary>
    SawFirstDone,

    /// <summary>It has seen no prepared part before it looked for the record: only without a rule.</summary>
    SawNoPart,

    WillFinish,
}
