namespace EfShard.Crash.Tests.Model;

/// <summary>Everything that can happen next in a world: one step of one process, one message, one crash.</summary>
internal sealed class Protocol(Rules rules)
{
    /// <summary>The steps that are taken if everybody goes on; what crashes only may happen.</summary>
    public IEnumerable<(string Step, World Next)> Steps(World w)
        => CoordinatorSteps(w).Concat(ServerSteps(w)).Concat(RecoverySteps(w, 0, w.Recovery1)).Concat(RecoverySteps(w, 1, w.Recovery2));

    /// <summary>Crashes, lost connections, lost answers.</summary>
    public IEnumerable<(string Step, World Next)> Faults(World w)
    {
        if (w.Coordinator is not Coordinator.Dead)
        {
            yield return ("the coordinator dies", w with { Coordinator = Coordinator.Dead });
        }

        if (w.Coordinator is Coordinator.Preparing)
        {
            yield return ("the coordinator sees a failure", w with { Coordinator = Coordinator.RollingBack, Told = Told.RolledBack });
        }

        if (w.Coordinator is Coordinator.Deciding)
        {
            yield return ("the coordinator can't ask the decider", w with { Coordinator = Coordinator.GaveUp, Told = Told.Unknown });
        }

        if (w.Decider is Part.Open)
        {
            yield return ("the decider restarts, or its connection breaks", w with { Decider = Part.RolledBack, CommitOnItsWay = false });
        }

        for (var i = 0; i < 2; i++)
        {
            if (w[i].Part is Part.Open)
            {
                yield return ($"other {i} restarts, or its connection breaks", w.With(i, w[i] with { Part = Part.RolledBack, PrepareOnItsWay = false }));
            }
        }

        foreach (var (i, recovery) in new[] { (0, w.Recovery1), (1, w.Recovery2) })
        {
            if (recovery.At is not Recoverer.Idle)
            {
                yield return ($"recovery {i} dies, and another begins", w.WithRecovery(i, Recoverer.Idle, 0));
            }
        }
    }

    private IEnumerable<(string Step, World Next)> CoordinatorSteps(World w)
    {
        switch (w.Coordinator)
        {
            case Coordinator.Preparing:
                var allPrepared = w.First.Known is Knowledge.Prepared && w.Second.Known is Knowledge.Prepared;
                if (!w.Locked && w.Decider is Part.Open && (rules.LockFirst || allPrepared))
                {
                    yield return ("lock", w with { Locked = true });
                }

                if (w.Locked && !w.Recorded && w.Decider is Part.Open)
                {
                    yield return ("record", w with { Recorded = true });
                }

                for (var i = 0; i < 2; i++)
                {
                    if (w[i].Known is Knowledge.NotAsked && (w.Locked || !rules.LockFirst))
                    {
                        yield return ($"ask other {i} to prepare", w.With(i, w[i] with { Known = Knowledge.Asked, PrepareOnItsWay = w[i].Part is Part.Open }));
                    }
                    else if (w[i].Known is Knowledge.Asked && w[i].Part is Part.Prepared)
                    {
                        yield return ($"hear that other {i} is prepared", w.With(i, Knowledge.Prepared));
                    }
                }

                if (w.Decider is not Part.Open || w.First.Part is Part.RolledBack || w.Second.Part is Part.RolledBack)
                {
                    yield return ("see that a server has lost its part", w with { Coordinator = Coordinator.RollingBack, Told = Told.RolledBack });
                }

                if (w.Locked && (w.Recorded || !rules.RecordInDecision) && (allPrepared || !rules.PrepareAll))
                {
                    yield return ("send COMMIT", w with { Coordinator = Coordinator.Deciding, CommitOnItsWay = w.Decider is Part.Open });
                }

                break;

            case Coordinator.Deciding:
                // Its answer and a look-up say the same: the lock is free, and the record is there or not.
                if (!w.IsLocked && !w.CommitOnItsWay)
                {
                    yield return w.Record
                        ? ("hear of the decision", w with { Coordinator = Coordinator.Committing, Told = Told.Committed })
                        : ("hear that it failed", w with { Coordinator = Coordinator.RollingBack, Told = Told.RolledBack });
                }

                break;

            case Coordinator.Committing:
                for (var i = 0; i < 2; i++)
                {
                    if (w[i].Known is not Knowledge.Committed && w[i].Part is not Part.Open)
                    {
                        // One that is not there was committed before: nobody can have rolled it back.
                        yield return ($"COMMIT PREPARED other {i}", EndPrepared(w, i, Part.Committed).With(i, Knowledge.Committed));
                    }
                }

                if (w.Record && ((w.First.Known is Knowledge.Committed && w.Second.Known is Knowledge.Committed) || !rules.ForgetLast))
                {
                    yield return ("forget", w with { Record = false, Finished = false });
                }

                break;

            case Coordinator.RollingBack:
                for (var i = 0; i < 2; i++)
                {
                    if (w[i].Part is Part.Prepared)
                    {
                        yield return ($"ROLLBACK PREPARED other {i}", w.With(i, Part.RolledBack));
                    }
                }

                break;
        }
    }

    private static IEnumerable<(string Step, World Next)> ServerSteps(World w)
    {
        if (w.CommitOnItsWay && w.Decider is Part.Open)
        {
            yield return ("the decider commits", w with { Decider = Part.Committed, Record = w.Recorded, CommitOnItsWay = false });
        }

        var isAbandoned = w.Coordinator is Coordinator.Dead or Coordinator.RollingBack or Coordinator.GaveUp;
        if (isAbandoned && !w.CommitOnItsWay && w.Decider is Part.Open)
        {
            yield return ("the decider sees that its client is gone", w with { Decider = Part.RolledBack });
        }

        for (var i = 0; i < 2; i++)
        {
            if (w[i].PrepareOnItsWay && w[i].Part is Part.Open)
            {
                yield return ($"other {i} prepares", w.With(i, w[i] with { Part = Part.Prepared, PrepareOnItsWay = false }));
            }
            else if (isAbandoned && w[i].Part is Part.Open)
            {
                yield return ($"other {i} sees that its client is gone", w.With(i, Part.RolledBack));
            }
        }
    }

    private IEnumerable<(string Step, World Next)> RecoverySteps(World w, int me, (Recoverer At, int Part) now)
    {
        var step = (string what, Recoverer next) => ($"recovery {me} {what}", w.WithRecovery(me, next, now.Part));
        switch (now.At)
        {
            case Recoverer.Idle:
                for (var i = 0; i < 2; i++)
                {
                    if (w[i].Part is Part.Prepared)
                    {
                        yield return ($"recovery {me} sees other {i} prepared", w.WithRecovery(me, Recoverer.SawPart, i));
                    }
                }

                if (w.Record && !w.Finished)
                {
                    yield return step("sees the record", Recoverer.SawRecord);
                }

                // After seven days: a coordinator that asks for its answer has long had it, or given up.
                if (w.Record && w.Finished && w.Coordinator is not Coordinator.Deciding)
                {
                    yield return ($"recovery {me} deletes the finished record", w with { Record = false });
                }

                if (!rules.RecordBeforeParts && w.First.Part is not Part.Prepared && w.Second.Part is not Part.Prepared)
                {
                    yield return step("sees no part", Recoverer.SawNoPart);
                }

                break;

            case Recoverer.SawPart:
                if (!rules.LockBeforeRecord && !w.Record)
                {
                    yield return step("sees no record", Recoverer.SawNoRecordYet);
                }

                if (!w.IsLocked || !rules.RespectLock)
                {
                    yield return step("finds the lock free", Recoverer.SawLockFree);
                }
                else
                {
                    yield return ($"recovery {me} ends the decider's connection", w with { Decider = Part.RolledBack, CommitOnItsWay = false });
                }

                break;

            case Recoverer.SawNoRecordYet:
                if (!w.IsLocked)
                {
                    yield return step("finds the lock free, too late", Recoverer.WillRollBack);
                }

                break;

            case Recoverer.SawLockFree:
                yield return step(w.Record ? "sees the record" : "sees no record", w.Record || !rules.CommitByRecord ? Recoverer.WillCommit : Recoverer.WillRollBack);
                break;

            case Recoverer.WillCommit:
                yield return ($"recovery {me} commits other {now.Part}", EndPrepared(w, now.Part, Part.Committed).WithRecovery(me, Recoverer.Idle, 0));
                break;

            case Recoverer.WillRollBack:
                yield return ($"recovery {me} rolls back other {now.Part}", EndPrepared(w, now.Part, Part.RolledBack).WithRecovery(me, Recoverer.Idle, 0));
                break;

            case Recoverer.SawRecord when w.First.Part is not Part.Prepared:
                yield return step("sees the first done", Recoverer.SawFirstDone);
                break;

            case Recoverer.SawFirstDone when w.Second.Part is not Part.Prepared:
                yield return step("sees the second done", Recoverer.WillFinish);
                break;

            case Recoverer.SawNoPart when w.Record:
                yield return step("sees the record", Recoverer.WillFinish);
                break;

            case Recoverer.SawRecord or Recoverer.SawFirstDone or Recoverer.SawNoPart:
                yield return step("leaves it", Recoverer.Idle);
                break;

            case Recoverer.WillFinish:
                yield return ($"recovery {me} finishes the record", (rules.KeepFinished ? w with { Finished = true } : w with { Record = false }).WithRecovery(me, Recoverer.Idle, 0));
                break;
        }
    }

    /// <summary>COMMIT PREPARED and ROLLBACK PREPARED do nothing where nothing is prepared.</summary>
    private static World EndPrepared(World w, int i, Part part) => w[i].Part is Part.Prepared ? w.With(i, part) : w;
}
