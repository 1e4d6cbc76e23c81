using EfShard.Execution;
using EfShard.Execution.Tracing;
using EfShard.Providers;
using EfShard.Topology;
using EfShard.Update.Moving;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Update;

/// <summary>
///     Saves changes to several shards, where <see cref="CrossShardCommit" /> allows it: a transaction on each, level by level with the
///     shards side by side, then their commit. In a transaction that the application began, a savepoint on each instead.
/// </summary>
internal sealed class CrossShardSave(
    IShardConnections connections,
    ICurrentDbContext currentContext,
    IDbContextOptions options,
    LegGate gate,
    ISqlGenerationHelper names,
    IDiagnosticsLogger<DbLoggerCategory.Update> logger)
{
    // Where making the batches takes longer than waking threads does.
    private const int ManyRows = 100;

    private readonly LegRunner _runner = new(connections, DatabaseDialect.Of(options));
    private RowMover? _mover;

    /// <summary>The context's connections.</summary>
    public IShardConnections Connections { get; } = connections;

    /// <summary>Saves.</summary>
    /// <exception cref="CrossShardCommitException">The options do not allow it. Nothing has been sent.</exception>
    /// <exception cref="CommitOutcomeUnknownException">Nobody knows yet whether it is committed.</exception>
    /// <exception cref="PartialCommitException">Some shards have committed and some have not.</exception>
    public int Execute(RoutedSave save, IRelationalConnection connection)
    {
        RefuseUnlessAllowed(save, connection);
        if (connection.CurrentTransaction is ShardedTransaction open)
        {
            return ExecuteIn(open, save);
        }

        using var transaction = (ShardedTransaction)connection.BeginTransaction();
        RunLevels(save, Join(transaction, save));
        transaction.Commit(save.EntriesOn);
        return RowsAffected(save);
    }

    /// <inheritdoc cref="Execute" />
    public async Task<int> ExecuteAsync(RoutedSave save, IRelationalConnection connection, CancellationToken cancellationToken)
    {
        RefuseUnlessAllowed(save, connection);
        if (connection.CurrentTransaction is ShardedTransaction open)
        {
            return await ExecuteInAsync(open, save, cancellationToken).ConfigureAwait(false);
        }

        var transaction = (ShardedTransaction)await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await RunLevelsAsync(save, await JoinAsync(transaction, save, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(save.EntriesOn, cancellationToken).ConfigureAwait(false);
            return RowsAffected(save);
        }
    }

    /// <summary>Joins the transaction, and leaves the limit of waits to the legs, unless something else comes before them.</summary>
    private static LockLimits? Join(ShardedTransaction transaction, RoutedSave save)
    {
        if (save.Moves.Count == 0)
        {
            return transaction.JoinForWriting(save.Shards, isAll: true);
        }

        transaction.EnlistForWriting(save.Shards);
        return null;
    }

    /// <inheritdoc cref="Join" />
    private static async ValueTask<LockLimits?> JoinAsync(ShardedTransaction transaction, RoutedSave save, CancellationToken cancellationToken)
    {
        if (save.Moves.Count == 0)
        {
            return await transaction.JoinForWritingAsync(save.Shards, isAll: true, cancellationToken).ConfigureAwait(false);
        }

        await transaction.EnlistForWritingAsync(save.Shards, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private int ExecuteIn(ShardedTransaction transaction, RoutedSave save)
    {
        transaction.EnlistForWriting(save.Shards);
        var savepoints = new LegSavepoints(Connections, transaction, currentContext.Context, logger);
        try
        {
            if (currentContext.Context.Database.AutoSavepointsEnabled && transaction.SupportsSavepoints)
            {
                savepoints.Create(save.Shards);
            }

            RunLevels(save, null);
            return RowsAffected(save);
        }
        catch
        {
            savepoints.Rollback();
            throw;
        }
        finally
        {
            savepoints.Release();
        }
    }

    private async Task<int> ExecuteInAsync(ShardedTransaction transaction, RoutedSave save, CancellationToken cancellationToken)
    {
        await transaction.EnlistForWritingAsync(save.Shards, cancellationToken).ConfigureAwait(false);
        var savepoints = new LegSavepoints(Connections, transaction, currentContext.Context, logger);
        try
        {
            if (currentContext.Context.Database.AutoSavepointsEnabled && transaction.SupportsSavepoints)
            {
                await savepoints.CreateAsync(save.Shards, cancellationToken).ConfigureAwait(false);
            }

            await RunLevelsAsync(save, null, cancellationToken).ConfigureAwait(false);
            return RowsAffected(save);
        }
        catch
        {
            await savepoints.RollbackAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            await savepoints.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private void RunLevels(RoutedSave save, LockLimits? limits)
    {
        using var serialized = gate.Enter();
        for (var level = 0; level < save.LevelCount; level++)
        {
            var (current, legs) = (level, save.Legs.Where(leg => leg.HasWork(level)).ToArray());
            Mover(save)?.Move(save, level);
            _runner.Run(
                ShardsOf(legs),
                i => LegTrace.Step(Connections.Topology.Shards[legs[i].Shard], "write", () => legs[i].Execute(current, Connections[legs[i].Shard], limits, gate)));
        }
    }

    private async Task RunLevelsAsync(RoutedSave save, LockLimits? limits, CancellationToken cancellationToken)
    {
        using var serialized = gate.Enter();
        for (var level = 0; level < save.LevelCount; level++)
        {
            var (current, legs) = (level, save.Legs.Where(leg => leg.HasWork(level)).ToArray());
            await (Mover(save)?.MoveAsync(save, level, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            await _runner.RunAsync(
                ShardsOf(legs),
                (i, token) => LegTrace.StepAsync(
                    Connections.Topology.Shards[legs[i].Shard], "write", () => legs[i].ExecuteAsync(current, Connections[legs[i].Shard], limits, gate, token)),
                cancellationToken,
                apart: save.AreIndependent && save.Legs.Sum(leg => leg.Commands.Count()) > ManyRows).ConfigureAwait(false);
        }
    }

    private RowMover? Mover(RoutedSave save)
        => save.Moves.Count == 0 ? null : _mover ??= new RowMover(Connections, DatabaseDialect.Of(options).Moving!, names);

    private void RefuseUnlessAllowed(RoutedSave save, IRelationalConnection connection)
    {
        if (Connections.Topology.CrossShardCommit is CrossShardCommit.Reject)
        {
            throw new CrossShardCommitException(UpdateErrors.Rejected(save, Connections.Topology));
        }

        if (connection.CurrentTransaction is null && currentContext.Context.Database.AutoTransactionBehavior is AutoTransactionBehavior.Never)
        {
            throw new InvalidOperationException(UpdateErrors.WithoutTransaction(save, Connections.Topology));
        }
    }

    private static int[] ShardsOf(SaveLeg[] legs) => Array.ConvertAll(legs, leg => leg.Shard);

    private static int RowsAffected(RoutedSave save) => save.Legs.Sum(leg => leg.RowsAffected);
}
