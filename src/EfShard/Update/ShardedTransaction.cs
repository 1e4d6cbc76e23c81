using System.Data;
using System.Data.Common;
using EfShard.Commit;
using EfShard.Execution;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     A transaction over the shards that are touched: each joins when it is first touched, with a transaction of its own connection's. Reads
///     may touch any shard; what may write is for <see cref="CrossShardCommit" /> to say. Several writers commit in two phases
///     (<see cref="TwoPhaseCommit" />) or one by one (<see cref="TransactionCommit" />).
/// </summary>
/// <param name="connections">The context's connections.</param>
/// <param name="dialect">The database's dialect.</param>
/// <param name="pin">The shard whose database transaction is asked for, where several take part.</param>
/// <param name="isolationLevel">The isolation level on each shard.</param>
/// <param name="completed">Called once, when the transaction is over.</param>
internal sealed class ShardedTransaction(IShardConnections connections, DatabaseDialect dialect, ShardPin pin, IsolationLevel isolationLevel, Action completed)
    : IDbContextTransaction, IInfrastructure<DbTransaction>
{
    private readonly SortedDictionary<int, IDbContextTransaction> _participants = [];
    private readonly List<IDbContextTransaction> _ended = [];
    private readonly TransactionMarks _marks = new();
    private readonly LegRunner _runner = new(connections.Topology, dialect);

    // The writers whose waits for locks are limited. A rollback to a savepoint may undo that.
    private readonly HashSet<int> _limited = [];
    private bool _isCompleted;
    private bool _isUndone;

    public Guid TransactionId { get; } = Guid.NewGuid();

    public bool SupportsSavepoints => _participants.Values.All(participant => participant.SupportsSavepoints);

    /// <summary>The database's transaction, for statements outside of EF Core: the pinned shard's, or the only one's.</summary>
    DbTransaction IInfrastructure<DbTransaction>.Instance
    {
        get
        {
            if (pin.Shard is { } pinned)
            {
                Enlist(pinned);
                return _participants[pinned].GetDbTransaction();
            }

            return _participants.Count == 1
                ? _participants.Values.Single().GetDbTransaction()
                : throw new InvalidOperationException(UpdateErrors.NoParticipant("GetDbTransaction"));
        }
    }

    /// <summary>The transaction of a shard that takes part.</summary>
    public IDbContextTransaction this[int shard] => _participants[shard];

    /// <summary>Makes a shard take part, if it does not yet.</summary>
    public void Enlist(int shard)
    {
        RefuseIfCompleted();
        if (_participants.ContainsKey(shard))
        {
            return;
        }

        var participant = connections[shard].BeginTransaction(isolationLevel);
        try
        {
            foreach (var savepoint in _marks.Savepoints)
            {
                participant.CreateSavepoint(savepoint);
            }
        }
        catch
        {
            participant.Dispose();
            throw;
        }

        _participants.Add(shard, participant);
    }

    /// <inheritdoc cref="Enlist" />
    public ValueTask EnlistAsync(int shard, CancellationToken cancellationToken)
    {
        RefuseIfCompleted();
        return _participants.ContainsKey(shard) ? ValueTask.CompletedTask : JoinAsync(shard, cancellationToken);
    }

    /// <summary>Takes over a transaction that the application has given to a shard's connection.</summary>
    public void Adopt(int shard)
    {
        RefuseIfCompleted();
        _participants.Add(
            shard,
            connections[shard].CurrentTransaction ?? throw new InvalidOperationException(UpdateErrors.NothingToAdopt(connections.Topology.Shards[shard])));
        _marks.AddWriter(shard);
    }

    /// <summary>Makes shards take part that are about to be written.</summary>
    /// <remarks>
    ///     One after the other, and always in the order of the shards: two contexts that each hold a shard and wait for the other's last free connection, or
    ///     for the lock on the other's file, would wait for ever.
    /// </remarks>
    /// <exception cref="CrossShardCommitException">That would make several writers, which the options or a shard do not allow. Nothing has been sent to them.</exception>
    public void EnlistForWriting(IReadOnlyList<int> shards)
    {
        RefuseSecondWriter(shards);
        foreach (var shard in shards)
        {
            Enlist(shard);
        }

        var unlimited = MarkWriting(shards);
        if (unlimited.Length > 0)
        {
            var sql = dialect.TwoPhase!.LimitLockWaits(connections.Topology.CrossShardLockTimeout);
            _runner.Run(unlimited, i => Participant(unlimited[i]).Command(sql).Run());
            _limited.UnionWith(unlimited);
        }
    }

    /// <inheritdoc cref="EnlistForWriting" />
    public async ValueTask EnlistForWritingAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        RefuseSecondWriter(shards);
        foreach (var shard in shards)
        {
            await EnlistAsync(shard, cancellationToken).ConfigureAwait(false);
        }

        var unlimited = MarkWriting(shards);
        if (unlimited.Length > 0)
        {
            var sql = dialect.TwoPhase!.LimitLockWaits(connections.Topology.CrossShardLockTimeout);
            await _runner.RunAsync(unlimited, (i, token) => Participant(unlimited[i]).Command(sql).RunAsync(token), cancellationToken).ConfigureAwait(false);
            _limited.UnionWith(unlimited);
        }
    }

    public void Commit() => Commit(static _ => []);

    public Task CommitAsync(CancellationToken cancellationToken = default) => CommitAsync(static _ => [], cancellationToken);

    /// <summary>Commits, and tells an exception which entries a shard has not committed.</summary>
    public void Commit(Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn)
    {
        RefuseIfCompleted();
        var commit = new TransactionCommit(connections, _participants, _ended, _marks.Writers, entriesOn);
        try
        {
            if (IsTwoPhase)
            {
                CommitInTwoPhases(commit, entriesOn);
            }
            else
            {
                commit.Run();
            }

            End();
        }
        finally
        {
            NoteWrites();
        }

        foreach (var writer in _marks.Writers)
        {
            connections.SettleWrites(writer);
        }

        commit.ThrowIfPartial();
    }

    /// <inheritdoc cref="Commit(Func{IReadOnlyCollection{int}, IReadOnlyList{IUpdateEntry}})" />
    public async Task CommitAsync(Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn, CancellationToken cancellationToken)
    {
        RefuseIfCompleted();
        var commit = new TransactionCommit(connections, _participants, _ended, _marks.Writers, entriesOn);
        try
        {
            await (IsTwoPhase ? CommitInTwoPhasesAsync(commit, entriesOn, cancellationToken) : commit.RunAsync(cancellationToken)).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            NoteWrites();
        }

        foreach (var writer in _marks.Writers)
        {
            await connections.SettleWritesAsync(writer).ConfigureAwait(false);
        }

        commit.ThrowIfPartial();
    }

    public void Rollback()
    {
        if (_isUndone)
        {
            return;
        }

        RefuseIfCompleted();
        var failures = new Failures();
        foreach (var participant in _participants.Values)
        {
            failures.Try(participant.Rollback);
        }

        failures.Try(End);
        failures.ThrowFirst();
    }

    public async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        if (_isUndone)
        {
            return;
        }

        RefuseIfCompleted();
        var failures = new Failures();
        foreach (var participant in _participants.Values)
        {
            await failures.TryAsync(() => participant.RollbackAsync(cancellationToken)).ConfigureAwait(false);
        }

        await failures.TryAsync(EndAsync).ConfigureAwait(false);
        failures.ThrowFirst();
    }

    public void CreateSavepoint(string name)
    {
        RefuseIfCompleted();
        foreach (var participant in _participants.Values)
        {
            participant.CreateSavepoint(name);
        }

        _marks.AddSavepoint(name);
    }

    public async Task CreateSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        RefuseIfCompleted();
        foreach (var participant in _participants.Values)
        {
            await participant.CreateSavepointAsync(name, cancellationToken).ConfigureAwait(false);
        }

        _marks.AddSavepoint(name);
    }

    public void RollbackToSavepoint(string name)
    {
        RefuseUnlessSavepoint(name);
        foreach (var participant in _participants.Values)
        {
            participant.RollbackToSavepoint(name);
        }

        _marks.RollbackTo(name);
        _limited.Clear();
    }

    public async Task RollbackToSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        RefuseUnlessSavepoint(name);
        foreach (var participant in _participants.Values)
        {
            await participant.RollbackToSavepointAsync(name, cancellationToken).ConfigureAwait(false);
        }

        _marks.RollbackTo(name);
        _limited.Clear();
    }

    public void ReleaseSavepoint(string name)
    {
        RefuseUnlessSavepoint(name);
        foreach (var participant in _participants.Values)
        {
            participant.ReleaseSavepoint(name);
        }

        _marks.Release(name);
    }

    public async Task ReleaseSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        RefuseUnlessSavepoint(name);
        foreach (var participant in _participants.Values)
        {
            await participant.ReleaseSavepointAsync(name, cancellationToken).ConfigureAwait(false);
        }

        _marks.Release(name);
    }

    /// <summary>Rolls back what has not been committed.</summary>
    public void Dispose()
    {
        if (!_isCompleted)
        {
            End();
        }
    }

    public ValueTask DisposeAsync() => _isCompleted ? ValueTask.CompletedTask : new ValueTask(EndAsync());

    private void CommitInTwoPhases(TransactionCommit commit, Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn)
    {
        commit.RunReaders();
        try
        {
            TwoPhase().Run(() => entriesOn(_marks.Writers));
        }
        catch
        {
            // Rolled back, or no longer this transaction's to decide; what fails while it is cleared away is not the cause.
            _isUndone = true;
            new Failures().Try(End);
            throw;
        }
    }

    private async Task CommitInTwoPhasesAsync(
        TransactionCommit commit, Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn, CancellationToken cancellationToken)
    {
        await commit.RunReadersAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TwoPhase().RunAsync(() => entriesOn(_marks.Writers), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isUndone = true;
            await new Failures().TryAsync(EndAsync).ConfigureAwait(false);
            throw;
        }
    }

    private void NoteWrites()
    {
        foreach (var writer in _marks.Writers)
        {
            connections.NoteWrite(writer);
        }
    }

    private async ValueTask JoinAsync(int shard, CancellationToken cancellationToken)
    {
        var participant = await connections[shard].BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var savepoint in _marks.Savepoints)
            {
                await participant.CreateSavepointAsync(savepoint, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await participant.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _participants.Add(shard, participant);
    }

    private void End()
    {
        _isCompleted = true;
        var failures = new Failures();
        foreach (var participant in _participants.Values.Concat(_ended))
        {
            failures.Try(participant.Dispose);
        }

        completed();
        failures.ThrowFirst();
    }

    private async Task EndAsync()
    {
        _isCompleted = true;
        var failures = new Failures();
        foreach (var participant in _participants.Values.Concat(_ended))
        {
            await failures.TryAsync(() => participant.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        completed();
        failures.ThrowFirst();
    }

    private ShardParticipant Participant(int shard) => (ShardParticipant)_participants[shard];

    /// <summary>Two-phase commit is for several writers: one commits by itself.</summary>
    private bool IsTwoPhase => connections.Topology.CrossShardCommit is CrossShardCommit.TwoPhase && _marks.Writers.Count > 1;

    private TwoPhaseCommit TwoPhase()
        => new(
            TransactionId,
            connections.Topology,
            dialect.TwoPhase!,
            _runner,
            [.. _marks.Writers.Select(shard => (connections.Topology.Shards[shard], Participant(shard)))]);

    /// <summary>Notes the writers, and returns those whose waits for locks are still to be limited.</summary>
    private int[] MarkWriting(IReadOnlyList<int> shards)
    {
        int[] writers = [.. _marks.Writers.Union(shards)];
        var isTwoPhase = connections.Topology.CrossShardCommit is CrossShardCommit.TwoPhase && writers.Length > 1;
        foreach (var shard in writers)
        {
            var node = connections.Topology.Shards[shard];
            if (isTwoPhase && node.PrepareCapacity <= 0)
            {
                throw new CrossShardCommitException(TwoPhaseErrors.CannotPrepare(node, dialect.TwoPhase!));
            }
        }

        foreach (var shard in shards)
        {
            _marks.AddWriter(shard);
        }

        return isTwoPhase ? [.. writers.Where(shard => !_limited.Contains(shard))] : [];
    }

    private void RefuseSecondWriter(IReadOnlyList<int> shards)
    {
        RefuseIfCompleted();
        if (connections.Topology.CrossShardCommit is CrossShardCommit.Reject)
        {
            foreach (var shard in shards)
            {
                foreach (var writer in _marks.Writers)
                {
                    if (writer != shard)
                    {
                        throw new CrossShardCommitException(UpdateErrors.SecondWriter(writer, shard, connections.Topology));
                    }
                }
            }
        }
    }

    private void RefuseIfCompleted()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException(UpdateErrors.Completed);
        }
    }

    private void RefuseUnlessSavepoint(string name)
    {
        RefuseIfCompleted();

        // With a participant it is the database that knows, as in plain EF Core.
        if (_participants.Count == 0 && !_marks.HasSavepoint(name))
        {
            throw new InvalidOperationException(UpdateErrors.UnknownSavepoint(name));
        }
    }
}
