using System.Data;
using System.Data.Common;
using EfShard.Commit;
using EfShard.Execution;
using EfShard.Execution.Replicas;
using EfShard.Execution.Tracing;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     A transaction over the shards that are touched: each joins when it is first touched, with a transaction of its own connection's. Reads
///     may touch any shard; what may write is for <see cref="CrossShardCommit" /> to say. Several writers commit in two phases
///     (<see cref="TwoPhaseCommit" />), or in one commit of the connection that they are attached to, or one by one
///     (<see cref="TransactionCommit" />).
/// </summary>
/// <param name="connections">The context's connections.</param>
/// <param name="dialect">The database's dialect.</param>
/// <param name="pin">The shard whose database transaction is asked for, where several take part.</param>
/// <param name="isolationLevel">The isolation level on each shard.</param>
/// <param name="attached">Takes the shards onto one connection, so that their commit is one; <see langword="null" /> if each has its own.</param>
/// <param name="readOnly">Chooses the servers of a transaction that only reads; <see langword="null" /> for one that may write.</param>
/// <param name="completed">Called once, when the transaction is over.</param>
internal sealed class ShardedTransaction(
    IShardConnections connections, DatabaseDialect dialect, ShardPin pin, IsolationLevel isolationLevel, AttachedShards? attached, ReadOnlyLegs? readOnly,
    Action completed) : IDbContextTransaction, IInfrastructure<DbTransaction>
{
    private readonly LegRunner _runner = new(connections, dialect);

    private Participants? _joined;
    private TransactionWriters? _writers;
    private TransactionSavepoints? _savepoints;
    private TwoPhaseCommit? _twoPhase;
    private bool _isCompleted;
    private bool _isUndone;

    public TransactionMarks Marks { get; } = new();

    public Guid TransactionId { get; } = Guid.NewGuid();

    private Participants Joined => _joined ??= readOnly is not null ? new ReadOnlyParticipants(connections, readOnly, Marks)
        : attached is null ? new Participants(connections, isolationLevel, Marks)
        : new AttachedParticipants(connections, attached, isolationLevel, Marks);

    private TransactionSavepoints Savepoints => _savepoints ??= new TransactionSavepoints(Joined, Marks);

    private TransactionWriters Writers => _writers ??= new TransactionWriters(connections.Topology, dialect.TwoPhase, Marks, attached);

    public bool SupportsSavepoints => Joined.Transactions.All(participant => participant.SupportsSavepoints);

    /// <summary>The database's transaction, for statements outside of EF Core: the pinned shard's, or the only one's.</summary>
    DbTransaction IInfrastructure<DbTransaction>.Instance
    {
        get
        {
            if (attached is not null)
            {
                throw AttachErrors.RawSql("GetDbTransaction");
            }

            if (pin.Shard is { } pinned)
            {
                Enlist(pinned);
                Marks.AddUnseen(pinned);
                return Joined[pinned].GetDbTransaction();
            }

            Joined.Shards.ToList().ForEach(Marks.AddUnseen);
            return Joined.Count == 1
                ? Joined.Transactions.Single().GetDbTransaction()
                : throw new InvalidOperationException(UpdateErrors.NoParticipant("GetDbTransaction"));
        }
    }

    /// <summary>The transaction of a shard that takes part.</summary>
    public IDbContextTransaction this[int shard] => Joined[shard];

    /// <summary>Makes a shard take part, if it does not yet.</summary>
    public void Enlist(int shard)
    {
        RefuseIfCompleted();
        if (!Joined.Contains(shard))
        {
            Joined.Join(shard);
        }
    }

    /// <inheritdoc cref="Enlist" />
    public ValueTask EnlistAsync(int shard, CancellationToken cancellationToken)
    {
        RefuseIfCompleted();
        return Joined.Contains(shard) ? ValueTask.CompletedTask : Joined.JoinAsync(shard, cancellationToken);
    }

    /// <summary>Takes over a transaction that the application has given to a shard's connection.</summary>
    public void Adopt(int shard)
    {
        RefuseIfCompleted();
        Joined.Add(
            shard,
            connections[shard].CurrentTransaction ?? throw new InvalidOperationException(UpdateErrors.NothingToAdopt(connections.Topology.Shards[shard])));
        Marks.AddWriter(shard);
    }

    /// <summary>Makes shards take part that are about to be written, and limits their waits for locks where they are several.</summary>
    /// <inheritdoc cref="JoinForWriting" path="/exception" />
    public void EnlistForWriting(IReadOnlyList<int> shards) => JoinForWriting(shards)?.Set(_runner);

    /// <inheritdoc cref="EnlistForWriting" />
    public async ValueTask EnlistForWritingAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        if (await JoinForWritingAsync(shards, isAll: false, cancellationToken).ConfigureAwait(false) is { } limits)
        {
            await limits.SetAsync(_runner, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes shards take part that are about to be written.</summary>
    /// <remarks>
    ///     One after the other, and always in the order of the shards: two contexts that each hold a shard and wait for the other's last free connection, or
    ///     for the lock on the other's file, would wait for ever.
    /// </remarks>
    /// <param name="shards">The shards.</param>
    /// <param name="isAll">Whether no others will be written, and nothing but their rows in between.</param>
    /// <returns>What limits waits for locks, still to be set; <see langword="null" /> if nothing is.</returns>
    /// <exception cref="CrossShardCommitException">That would make several writers, which the options or a shard do not allow. Nothing has been sent to them.</exception>
    public LockLimits? JoinForWriting(IReadOnlyList<int> shards, bool isAll = false)
    {
        RefuseWriting();
        Writers.Refuse(shards);
        foreach (var shard in shards)
        {
            Enlist(shard);
        }

        return Writers.Add(shards, Participant, isAll ? TransactionId : null);
    }

    /// <inheritdoc cref="JoinForWriting" />
    public async ValueTask<LockLimits?> JoinForWritingAsync(IReadOnlyList<int> shards, bool isAll, CancellationToken cancellationToken)
    {
        RefuseWriting();
        Writers.Refuse(shards);
        foreach (var shard in shards)
        {
            await EnlistAsync(shard, cancellationToken).ConfigureAwait(false);
        }

        return Writers.Add(shards, Participant, isAll ? TransactionId : null);
    }

    public void Commit() => Commit(static _ => []);

    public Task CommitAsync(CancellationToken cancellationToken = default) => CommitAsync(static _ => [], cancellationToken);

    /// <summary>Commits, and tells an exception which entries a shard has not committed.</summary>
    public void Commit(Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn)
        => SaveTrace.Commit(connections.Topology, Joined.Shards, TransactionId, () => CommitNow(entriesOn));

    private void CommitNow(Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn)
    {
        RefuseIfCompleted();
        Marks.RefuseIfTorn();
        Unseen().Count();
        var commit = new TransactionCommit(connections, _runner, dialect, Joined, Marks.Writers, entriesOn);
        var written = new WrittenShards(connections, Marks);
        try
        {
            if (Writers.AreSeveral)
            {
                CommitInTwoPhases(commit, entriesOn);
            }
            else if (attached is not null)
            {
                Joined.ForEach(transaction => transaction.Commit());
            }
            else
            {
                commit.Run();
            }

            End();
        }
        catch (Exception exception)
        {
            written.Fail(exception, MayBeCommitted(commit, exception));
            throw;
        }
        finally
        {
            written.Note();
        }

        written.Settle();
        commit.ThrowIfFailed();
    }

    /// <inheritdoc cref="Commit(Func{IReadOnlyCollection{int}, IReadOnlyList{IUpdateEntry}})" />
    public Task CommitAsync(Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn, CancellationToken cancellationToken)
        => SaveTrace.CommitAsync(connections.Topology, Joined.Shards, TransactionId, () => CommitNowAsync(entriesOn, cancellationToken));

    private async Task CommitNowAsync(Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn, CancellationToken cancellationToken)
    {
        RefuseIfCompleted();
        Marks.RefuseIfTorn();
        await Unseen().CountAsync(cancellationToken).ConfigureAwait(false);
        var commit = new TransactionCommit(connections, _runner, dialect, Joined, Marks.Writers, entriesOn);
        var written = new WrittenShards(connections, Marks);
        try
        {
            await (Writers.AreSeveral ? CommitInTwoPhasesAsync(commit, entriesOn, cancellationToken)
                : attached is not null ? Joined.ForEachAsync(transaction => transaction.CommitAsync(cancellationToken))
                : commit.RunAsync(cancellationToken)).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            written.Fail(exception, MayBeCommitted(commit, exception));
            throw;
        }
        finally
        {
            written.Note();
        }

        await written.SettleAsync().ConfigureAwait(false);
        commit.ThrowIfFailed();
    }

    public void Rollback()
    {
        if (_isUndone)
        {
            return;
        }

        RefuseIfCompleted();
        var failures = new Failures();
        Joined.ForEach(transaction => failures.Try(transaction.Rollback));

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
        await Joined.ForEachAsync(transaction => failures.TryAsync(() => transaction.RollbackAsync(cancellationToken))).ConfigureAwait(false);

        await failures.TryAsync(EndAsync).ConfigureAwait(false);
        failures.ThrowFirst();
    }

    public void CreateSavepoint(string name)
    {
        RefuseIfCompleted();
        Savepoints.Create(name);
    }

    public Task CreateSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        RefuseIfCompleted();
        return Savepoints.CreateAsync(name, cancellationToken);
    }

    public void RollbackToSavepoint(string name)
    {
        RefuseIfCompleted();
        Savepoints.RollbackTo(name);
        Writers.ForgetLimits();
    }

    public async Task RollbackToSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        RefuseIfCompleted();
        await Savepoints.RollbackToAsync(name, cancellationToken).ConfigureAwait(false);
        Writers.ForgetLimits();
    }

    public void ReleaseSavepoint(string name)
    {
        RefuseIfCompleted();
        Savepoints.Release(name);
    }

    public Task ReleaseSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        RefuseIfCompleted();
        return Savepoints.ReleaseAsync(name, cancellationToken);
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
            TwoPhase().Run(() => entriesOn(Marks.Writers));
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
            await TwoPhase().RunAsync(() => entriesOn(Marks.Writers), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isUndone = true;
            await new Failures().TryAsync(EndAsync).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>In two phases a failure means that all is rolled back, unless it says that nobody knows, or came after the decision.</summary>
    private bool MayBeCommitted(TransactionCommit commit, Exception failure)
        => Writers.AreSeveral ? failure is CommitOutcomeUnknownException || _twoPhase is { IsDecided: true } : attached is not null || commit.HasBegun;

    private void End()
    {
        _isCompleted = true;
        var failures = new Failures();
        Joined.Dispose(failures);

        completed();
        failures.ThrowFirst();
    }

    private async Task EndAsync()
    {
        _isCompleted = true;
        var failures = new Failures();
        await Joined.DisposeAsync(failures).ConfigureAwait(false);

        completed();
        failures.ThrowFirst();
    }

    private UnseenWriters Unseen() => new(connections, Joined, Marks, Writers, dialect, _runner);

    private ShardParticipant Participant(int shard) => (ShardParticipant)Joined[shard];

    private TwoPhaseCommit TwoPhase()
        => _twoPhase = new(
            TransactionId,
            connections,
            dialect.TwoPhase!,
            _runner,
            Writers.EarlyLock,
            [.. Marks.Writers.Select(shard => (connections.Topology.Shards[shard], Participant(shard)))]);

    /// <summary>Refuses what changes rows, where the transaction was declared to change none.</summary>
    public void RefuseWriting()
    {
        RefuseIfCompleted();
        Joined.RefuseWriting();
    }

    private void RefuseIfCompleted()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException(UpdateErrors.Completed);
        }
    }
}
