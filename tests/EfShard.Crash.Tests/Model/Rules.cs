namespace EfShard.Crash.Tests.Model;

/// <summary>The rules of docs/commit-protocol.md, each of which can be left out to see that the exploration finds the fault.</summary>
/// <param name="LockFirst">R1: the decider's transaction has the lock before anybody is prepared.</param>
/// <param name="RecordInDecision">R2, first half: the decider commits with the record in its transaction.</param>
/// <param name="PrepareAll">R2, second half: the decider commits after all others have answered that they are prepared.</param>
/// <param name="CommitByRecord">R3: prepared parts are committed only if the record was seen.</param>
/// <param name="RespectLock">R4, first half: nothing is rolled back while the lock is held.</param>
/// <param name="LockBeforeRecord">R4, second half: the record is looked at after the lock was found free, not before.</param>
/// <param name="ForgetLast">R5, coordinator: the record is deleted when all have answered that they have committed.</param>
/// <param name="RecordBeforeParts">R5, recovery: the record is finished when no part was seen after the record was.</param>
/// <param name="KeepFinished">R6: recovery does not delete what it has finished while a coordinator may still look for its answer.</param>
internal sealed record Rules(
    bool LockFirst = true,
    bool RecordInDecision = true,
    bool PrepareAll = true,
    bool CommitByRecord = true,
    bool RespectLock = true,
    bool LockBeforeRecord = true,
    bool ForgetLast = true,
    bool RecordBeforeParts = true,
    bool KeepFinished = true);
