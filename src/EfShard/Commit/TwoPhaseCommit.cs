using System.Runtime.ExceptionServices;
using EfShard.Diagnostics;
using EfShard.Execution;
using EfShard.Execution.Replicas;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Commit;

/// <summary>
///     The coordinator of a commit over several shards: docs/commit-protocol.md, in code. It returns once the decision is made and each participant
///     has been told once; it throws if everything is rolled back, or will be.
/// </summary>
internal sealed class TwoPhaseCommit
{
    private readonly Guid _id;
    private readonly IShardConnections _connections;
    private readonly LegRunner _runner;
    private readonly TwoPhaseDialect _dialect;
    private readonly UnfinishedCommits _unfinished;
    private readonly TwoPhasePart[] _all;
    private readonly TwoPhasePart _decider;
    private readonly TwoPhasePart[] _others;
    private readonly bool _isLocked;
    private readonly string[] _names;

    /// <param name="id">The id of the transaction.</param>
    /// <param name="connections">The context's connections.</param>
    /// <param name="dialect">The database's statements.</param>
    /// <param name="runner">Runs work on several shards side by side.</param>
    /// <param name="earlyLock">The lock that one of the writers has taken before its work, if any.</param>
    /// <param name="writers">The transactions of the shards that have been written, at least two.</param>
    public TwoPhaseCommit(
        Guid id,
        IShardConnections connections,
        TwoPhaseDialect dialect,
        LegRunner runner,
        EarlyLock? earlyLock,
        IReadOnlyList<(ShardNode Shard, ShardParticipant Transaction)> writers)
    {
        (_id, _connections, _runner, _dialect) = (id, connections, runner, dialect);
        _unfinished = UnfinishedCommits.Of(connections.Topology, dialect);

        _isLocked = earlyLock is { IsHeld: true };
        var decider = _isLocked ? writers.Single(writer => writer.Shard.Index == earlyLock!.Shard).Shard : DecisionLookup.DeciderOf(id, writers).Shard;
        _names = [.. writers.Select(writer => writer.Shard.Name)];
        _all = [.. writers.Select((writer, i) => new TwoPhasePart(writer.Shard, writer.Transaction, new PreparedName(id, i, decider.Name), dialect))];
        _decider = _all.Single(part => part.Shard == decider);
        _others = [.. _all.Where(part => part != _decider)];
    }

    /// <summary>Whether it is committed, whatever is thrown after that: an interceptor's own exception, say.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Commits.</summary>
    /// <param name="entries">The entries of the changes, for an exception.</param>
    /// <exception cref="CommitOutcomeUnknownException">Nobody knows yet whether it is committed.</exception>
    public void Run(Func<IReadOnlyList<IUpdateEntry>> entries)
    {
        try
        {
            Array.ForEach(_all, part => part.Transaction.BeginCommit());
            CommitRules.Reach(CommitStep.Started, _decider.Shard.Name);
            Array.ForEach(Turns(), Ask);
            CommitRules.Reach(CommitStep.Deciding, _decider.Shard.Name);
        }
        catch (Exception failure)
        {
            RollBack(failure);
            throw;
        }

        try
        {
            _decider.Decide();
        }
        catch (Exception failure)
        {
            var failures = new List<Exception> { failure };
            switch (FindOut(failures))
            {
                case CommitOutcome.RolledBack:
                    RollBack(failure);
                    throw;
                case CommitOutcome.Undecided:
                    throw Unknown(failures, entries());
            }
        }

        IsDecided = true;
        CommitRules.Reach(CommitStep.Decided, _decider.Shard.Name);
        if (!CommitRules.PrepareBeforeDeciding)
        {
            Ask(_others);
        }

        if (!CommitRules.ForgetLast)
        {
            ForgetLater();
        }

        _runner.Run(ShardsOf(_others), i =>
        {
            try
            {
                _others[i].CommitPrepared();
            }
            catch (Exception) when (_others[i].State is PartState.Prepared)
            {
                // The decision stands; what is left of it is done later.
            }
        });
        FinishLater();
        ShardingMetrics.Committed("committed");
        ThrowFirst(_all.Select(part => Catch(part.Transaction.EndCommit)));
    }

    /// <inheritdoc cref="Run" />
    public async Task RunAsync(Func<IReadOnlyList<IUpdateEntry>> entries, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var part in _all)
            {
                await part.Transaction.BeginCommitAsync(cancellationToken).ConfigureAwait(false);
            }

            CommitRules.Reach(CommitStep.Started, _decider.Shard.Name);
            foreach (var parts in Turns())
            {
                await AskAsync(parts, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            CommitRules.Reach(CommitStep.Deciding, _decider.Shard.Name);
        }
        catch (Exception failure)
        {
            await RollBackAsync(failure).ConfigureAwait(false);
            throw;
        }

        // From here on nothing is cancelled: a commit that is cancelled may have happened.
        try
        {
            await _decider.DecideAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            var failures = new List<Exception> { failure };
            switch (await FindOutAsync(failures).ConfigureAwait(false))
            {
                case CommitOutcome.RolledBack:
                    await RollBackAsync(failure).ConfigureAwait(false);
                    throw;
                case CommitOutcome.Undecided:
                    throw Unknown(failures, entries());
            }
        }

        IsDecided = true;
        CommitRules.Reach(CommitStep.Decided, _decider.Shard.Name);
        if (!CommitRules.PrepareBeforeDeciding)
        {
            await AskAsync(_others, CancellationToken.None).ConfigureAwait(false);
        }

        if (!CommitRules.ForgetLast)
        {
            ForgetLater();
        }

        await _runner.RunAsync(
            ShardsOf(_others),
            async (i, _) =>
            {
                try
                {
                    await _others[i].CommitPreparedAsync().ConfigureAwait(false);
                }
                catch (Exception) when (_others[i].State is PartState.Prepared)
                {
                    // The decision stands; what is left of it is done later.
                }
            },
            CancellationToken.None).ConfigureAwait(false);
        FinishLater();
        var failed = new List<Exception?>();
        foreach (var part in _all)
        {
            failed.Add(await CatchAsync(part.Transaction.EndCommitAsync).ConfigureAwait(false));
        }

        ShardingMetrics.Committed("committed");
        ThrowFirst(failed);
    }

    /// <summary>Who is asked when, before the decision. The lock comes first (R1), with the record, unless it is held already: then all are asked side by side.</summary>
    private TwoPhasePart[][] Turns()
        => !CommitRules.PrepareBeforeDeciding ? [[_decider]]
            : _isLocked ? [_all]
            : CommitRules.LockBeforePreparing ? [[_decider], _others]
            : [_others, [_decider]];

    /// <summary>Has the decider record, and the others prepare.</summary>
    private void Ask(TwoPhasePart[] parts)
        => _runner.Run(ShardsOf(parts), i =>
        {
            if (parts[i] == _decider)
            {
                _decider.Record(_id, _names);
            }
            else
            {
                parts[i].Prepare();
            }
        });

    /// <inheritdoc cref="Ask" />
    private Task AskAsync(TwoPhasePart[] parts, CancellationToken cancellationToken)
        => _runner.RunAsync(
            ShardsOf(parts),
            (i, token) => parts[i] == _decider ? _decider.RecordAsync(_id, _names, token) : parts[i].PrepareAsync(token),
            cancellationToken);

    private static int[] ShardsOf(TwoPhasePart[] parts) => Array.ConvertAll(parts, part => part.Shard.Index);

    /// <summary>Has the rest of the others committed, and then, not before (R5), the record deleted.</summary>
    private void FinishLater()
    {
        var left = _others.Where(part => part.State is not PartState.Committed).ToArray();
        var count = left.Length;
        foreach (var part in left)
        {
            // The session must not take a position of the shard's from before for one that has its writes.
            var settle = _connections.KeepUnsettled(part.Shard.Index);
            _unfinished.Add(
                part.Shard,
                new Errand(ErrandKind.Commit, _id, part.Name, () =>
                {
                    settle?.Invoke();
                    OneDone();
                }),
                part.Transaction.Database);
        }

        if (count == 0)
        {
            ForgetLater();
        }

        void OneDone()
        {
            if (Interlocked.Decrement(ref count) == 0)
            {
                ForgetLater();
            }
        }
    }

    private void ForgetLater() => _unfinished.Add(_decider.Shard, new Errand(ErrandKind.Forget, _id, "", null), _decider.Transaction.Database);

    /// <summary>Rolls back the prepared ones. The open ones are rolled back by whoever disposes the transaction.</summary>
    private void RollBack(Exception failure)
    {
        Note("rolled_back", CommitOutcome.RolledBack);
        foreach (var part in _all)
        {
            // The caller gets the first exception; an interceptor's own, or a lost connection's, would hide it.
            Catch(() => part.Transaction.FailCommit(failure));
            if (part.State is PartState.Asked or PartState.Prepared && Catch(part.RollbackPrepared) is { } error && !_dialect.IsUnknownName(error))
            {
                RollBackLater(part);
            }
        }
    }

    /// <inheritdoc cref="RollBack" />
    private async Task RollBackAsync(Exception failure)
    {
        Note("rolled_back", CommitOutcome.RolledBack);
        foreach (var part in _all)
        {
            await CatchAsync(() => part.Transaction.FailCommitAsync(failure)).ConfigureAwait(false);
            if (part.State is PartState.Asked or PartState.Prepared
                && await CatchAsync(part.RollbackPreparedAsync).ConfigureAwait(false) is { } error && !_dialect.IsUnknownName(error))
            {
                RollBackLater(part);
            }
        }
    }

    private void RollBackLater(TwoPhasePart part)
        => _unfinished.Add(part.Shard, new Errand(ErrandKind.RollBack, _id, part.Name, null), part.Transaction.Database);

    /// <summary>What the decider has decided whose commit failed.</summary>
    private CommitOutcome FindOut(List<Exception> failures)
        => IsRefused(failures[0]) ? CommitOutcome.RolledBack : LostAnswer().FindOut(failures);

    /// <inheritdoc cref="FindOut" />
    private Task<CommitOutcome> FindOutAsync(List<Exception> failures)
        => IsRefused(failures[0]) ? Task.FromResult(CommitOutcome.RolledBack) : LostAnswer().FindOutAsync(failures);

    private LostAnswer LostAnswer()
        => new(
            _id,
            new PrimaryDoor(_decider.Shard, () => _dialect.Clone(_decider.Transaction.Database), ReplicaWatch.Find(_connections.Topology)),
            _dialect);

    private bool IsRefused(Exception failure) => _dialect.IsRefusal(failure) && _decider.Transaction.Database.State is System.Data.ConnectionState.Open;

    private CommitOutcomeUnknownException Unknown(List<Exception> failures, IReadOnlyList<IUpdateEntry> entries)
    {
        Note("unknown", CommitOutcome.Undecided);
        return new(CommitErrors.OutcomeUnknown(_id, _decider.Shard.Name), _id, _decider.Shard.Name, [failures[0], .. failures.Skip(1).TakeLast(1)], entries);
    }

    private static Exception? Catch(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static async Task<Exception?> CatchAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>What interceptors have thrown, who were told of the commit: it stands.</summary>
    private void ThrowFirst(IEnumerable<Exception?> failures)
    {
        if (failures.ToArray().FirstOrDefault(failure => failure is not null) is { } first)
        {
            CommitMemory.Note(_id, CommitOutcome.Committed, _decider.Shard.Name);
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private void Note(string metric, CommitOutcome outcome)
    {
        ShardingMetrics.Committed(metric);
        CommitMemory.Note(_id, outcome, _decider.Shard.Name);
    }
}
