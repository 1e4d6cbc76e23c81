using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using EfShard.Commit;
using EfShard.Execution;
using EfShard.Execution.Tracing;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     The commit of a transaction over shards. First those that were only read: a database may find only now that what was read is not
///     serializable, and then nothing has been written yet. Then the writers, one by one; when one fails after another has committed, no more
///     are tried. One of several that loses its connection while it commits counts as such: nobody knows whether it has. What an interceptor throws once a
///     database has committed is told in the end, as EF Core tells it: the others are committed before.
/// </summary>
internal sealed class TransactionCommit(
    IShardConnections connections,
    LegRunner runner,
    DatabaseDialect dialect,
    Participants participants,
    IReadOnlyCollection<int> writers,
    Func<IReadOnlyCollection<int>, IReadOnlyList<IUpdateEntry>> entriesOn)
{
    private readonly List<int> _waiting = writers.Where(participants.Contains).ToList();
    private readonly List<int> _committed = [];
    private readonly Failures _failures = new();
    private ExceptionDispatchInfo? _afterwards;

    /// <summary>Whether a writer has been told to commit.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Commits the shards that were only read.</summary>
    /// <exception cref="InvalidOperationException">A connection was lost. Nothing is committed.</exception>
    public void RunReaders()
    {
        RefuseIfLost();
        foreach (var reader in Readers())
        {
            LegTrace.Step(connections.Topology.Shards[reader], "commit", participants[reader].Commit);
            participants.End(reader);
        }
    }

    /// <inheritdoc cref="RunReaders" />
    public async Task RunReadersAsync(CancellationToken cancellationToken)
    {
        RefuseIfLost();
        foreach (var reader in Readers())
        {
            await LegTrace.StepAsync(connections.Topology.Shards[reader], "commit", () => participants[reader].CommitAsync(cancellationToken)).ConfigureAwait(false);
            participants.End(reader);
        }
    }

    /// <summary>Commits. A failure before anything was committed leaves everything open, for the caller to roll back.</summary>
    public void Run()
    {
        RunReaders();
        if (_waiting.Count > 1)
        {
            int[] shards = [.. _waiting];
            runner.Run(shards, i => Verify(shards[i])?.Run());
        }

        HasBegun = true;
        while (_waiting.Count > 0)
        {
            try
            {
                LegTrace.Step(connections.Topology.Shards[_waiting[0]], "commit", participants[_waiting[0]].Commit);
            }
            catch (Exception failure) when (HasCommitted())
            {
                _afterwards ??= ExceptionDispatchInfo.Capture(failure);
            }
            catch (Exception failure) when (_committed.Count > 0 || IsOutcomeUnknown())
            {
                _failures.Add(failure);
                _waiting.Skip(1).ToList().ForEach(shard => _failures.Try(participants[shard].Rollback));
                return;
            }

            Advance();
        }
    }

    /// <inheritdoc cref="Run" />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunReadersAsync(cancellationToken).ConfigureAwait(false);
        if (_waiting.Count > 1)
        {
            int[] shards = [.. _waiting];
            await runner.RunAsync(shards, (i, token) => Verify(shards[i])?.RunAsync(token) ?? Task.CompletedTask, cancellationToken).ConfigureAwait(false);

            // A first commit that is cancelled while it is made may have happened.
            cancellationToken.ThrowIfCancellationRequested();
            cancellationToken = CancellationToken.None;
        }

        HasBegun = true;
        while (_waiting.Count > 0)
        {
            try
            {
                await LegTrace.StepAsync(
                    connections.Topology.Shards[_waiting[0]], "commit",
                    () => participants[_waiting[0]].CommitAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (Exception failure) when (HasCommitted())
            {
                _afterwards ??= ExceptionDispatchInfo.Capture(failure);
            }
            catch (Exception failure) when (_committed.Count > 0 || IsOutcomeUnknown())
            {
                _failures.Add(failure);
                foreach (var shard in _waiting.Skip(1))
                {
                    await _failures.TryAsync(() => participants[shard].RollbackAsync(CancellationToken.None)).ConfigureAwait(false);
                }

                return;
            }

            Advance();
        }
    }

    /// <summary>Tells what was thrown though everything was committed, or that not everything was.</summary>
    /// <exception cref="PartialCommitException">Some shards have committed and some have not, or that is what may be.</exception>
    public void ThrowIfFailed()
    {
        if (_failures.All.Count > 0)
        {
            var (committed, notCommitted) = (NamesOf(_committed), NamesOf(_waiting));
            throw new PartialCommitException(
                UpdateErrors.PartialCommit(committed, notCommitted), committed, notCommitted, notCommitted[0], _failures.All, entriesOn(_waiting));
        }

        _afterwards?.Throw();
    }

    /// <summary>
    ///     Before the first of several commits: each must be one that the database would commit. Whoever caught the exception of a statement and went on may not know that it is
    ///     not.
    /// </summary>
    /// <returns>What is still to be asked of the database.</returns>
    private DbCommand? Verify(int shard) => dialect.CommittableSql is { } sql ? ((ShardParticipant)participants[shard]).Command(sql) : null;

    private void RefuseIfLost() => participants.ForEach(participant => ((ShardParticipant)participant).RefuseIfLost());

    /// <summary>Whether the shard whose turn it is has committed, though something was thrown afterwards; of the only one EF Core's own exception tells.</summary>
    private bool HasCommitted() => _waiting.Count + _committed.Count > 1 && participants[_waiting[0]] is ShardParticipant { IsCommitted: true };

    private bool IsOutcomeUnknown() => _waiting.Count > 1 && connections[_waiting[0]].DbConnection.State != ConnectionState.Open;

    private int[] Readers() => participants.Shards.Except(writers).ToArray();

    private void Advance()
    {
        participants.End(_waiting[0]);
        _committed.Add(_waiting[0]);
        _waiting.RemoveAt(0);
    }

    private string[] NamesOf(IEnumerable<int> shards) => shards.Select(shard => connections.Topology.Shards[shard].Name).ToArray();
}
