using EfShard.Execution;
using EfShard.Execution.Tracing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Update;

/// <summary>
///     Comes in: the <see cref="ShardedBatches" /> of one save. Goes out: the number of rows affected, as EF Core counts it. One shard is
///     the provider's own executor on that shard's connection: its transaction, its savepoint, or neither. Several are <see cref="CrossShardSave" />.
/// </summary>
internal sealed class ShardedBatchExecutor(Func<IServiceProvider, IBatchExecutor> createInner, IServiceProvider services) : IBatchExecutor
{
    // Every context has an executor, also one that only reads: what it needs is made when it saves.
    private IBatchExecutor? _inner;
    private CrossShardSave? _crossShard;

    private IBatchExecutor Inner => _inner ??= createInner(services);

    private CrossShardSave CrossShard => _crossShard ??= ActivatorUtilities.CreateInstance<CrossShardSave>(services);

    public int Execute(IEnumerable<ModificationCommandBatch> commandBatches, IRelationalConnection connection)
    {
        if (commandBatches is not ShardedBatches batches)
        {
            return Inner.Execute(commandBatches, connection);
        }

        try
        {
            return Execute(batches, connection);
        }
        catch (DbUpdateException failure) when (batches.Translate(failure) is { } translated)
        {
            throw translated;
        }
    }

    private int Execute(ShardedBatches batches, IRelationalConnection connection)
    {
        StatementRouter.RefuseAmbientTransaction();
        var save = batches.Route();
        batches.Rehearse(connection.CurrentTransaction);
        return save.Shards.Count == 0 ? 0
            : LegTrace.IsWatched ? Watched(save, connection)
            : Execute(save, connection);
    }

    private int Execute(RoutedSave save, IRelationalConnection connection)
    {
        if (save.Shards.Count > 1)
        {
            return CrossShard.Execute(save, connection);
        }

        var shard = save.Shards[0];
        if (connection.CurrentTransaction is ShardedTransaction transaction)
        {
            transaction.EnlistForWriting([shard]);
        }

        var isSent = true;
        try
        {
            var changed = LegTrace.IsWatched ? WatchedLeg(save, shard) : Inner.Execute(save.Batches, CrossShard.Connections[shard]);
            if (connection.CurrentTransaction is null)
            {
                CrossShard.Connections.RefuseUnreplicated(shard);
            }

            return changed - save.Uncounted;
        }
        catch (Exception exception)
        {
            isSent = CrossShard.Connections.NoteFailure(shard, exception, isCommitted: connection.CurrentTransaction is null);
            throw;
        }
        finally
        {
            // Also after a failure: what was found changed by others, or what may have been committed, must be seen by the reads that follow.
            if (isSent)
            {
                CrossShard.Connections.NoteWrite(shard);
                if (connection.CurrentTransaction is null)
                {
                    CrossShard.Connections.SettleWrites(shard);
                }
            }
        }
    }

    public async Task<int> ExecuteAsync(
        IEnumerable<ModificationCommandBatch> commandBatches,
        IRelationalConnection connection,
        CancellationToken cancellationToken = default)
    {
        if (commandBatches is not ShardedBatches batches)
        {
            return await Inner.ExecuteAsync(commandBatches, connection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await ExecuteAsync(batches, connection, cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException failure) when (batches.Translate(failure) is { } translated)
        {
            throw translated;
        }
    }

    private async Task<int> ExecuteAsync(ShardedBatches batches, IRelationalConnection connection, CancellationToken cancellationToken)
    {
        StatementRouter.RefuseAmbientTransaction();
        var save = await batches.RouteAsync(cancellationToken).ConfigureAwait(false);
        await batches.RehearseAsync(connection.CurrentTransaction, cancellationToken).ConfigureAwait(false);
        return save.Shards.Count == 0 ? 0
            : await (LegTrace.IsWatched
                ? WatchedAsync(save, connection, cancellationToken)
                : ExecuteAsync(save, connection, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<int> ExecuteAsync(RoutedSave save, IRelationalConnection connection, CancellationToken cancellationToken)
    {
        if (save.Shards.Count > 1)
        {
            return await CrossShard.ExecuteAsync(save, connection, cancellationToken).ConfigureAwait(false);
        }

        var shard = save.Shards[0];
        if (connection.CurrentTransaction is ShardedTransaction transaction)
        {
            await transaction.EnlistForWritingAsync([shard], cancellationToken).ConfigureAwait(false);
        }

        var isSent = true;
        try
        {
            var changed = await (LegTrace.IsWatched
                ? WatchedLegAsync(save, shard, cancellationToken)
                : Inner.ExecuteAsync(save.Batches, CrossShard.Connections[shard], cancellationToken)).ConfigureAwait(false);
            if (connection.CurrentTransaction is null)
            {
                CrossShard.Connections.RefuseUnreplicated(shard);
            }

            return changed - save.Uncounted;
        }
        catch (Exception exception)
        {
            isSent = CrossShard.Connections.NoteFailure(shard, exception, isCommitted: connection.CurrentTransaction is null);
            throw;
        }
        finally
        {
            if (isSent)
            {
                CrossShard.Connections.NoteWrite(shard);
                if (connection.CurrentTransaction is null)
                {
                    await CrossShard.Connections.SettleWritesAsync(shard).ConfigureAwait(false);
                }
            }
        }
    }

    // Apart, so that nothing is made for a save that nobody watches.
    private int Watched(RoutedSave save, IRelationalConnection connection)
        => SaveTrace.Run(CrossShard.Connections.Topology, save.Shards, () => Execute(save, connection));

    private Task<int> WatchedAsync(RoutedSave save, IRelationalConnection connection, CancellationToken cancellationToken)
        => SaveTrace.RunAsync(CrossShard.Connections.Topology, save.Shards, () => ExecuteAsync(save, connection, cancellationToken));

    private int WatchedLeg(RoutedSave save, int shard)
        => LegTrace.Write(CrossShard.Connections.Topology.Shards[shard], () => Inner.Execute(save.Batches, CrossShard.Connections[shard]));

    private Task<int> WatchedLegAsync(RoutedSave save, int shard, CancellationToken cancellationToken)
        => LegTrace.WriteAsync(
            CrossShard.Connections.Topology.Shards[shard], () => Inner.ExecuteAsync(save.Batches, CrossShard.Connections[shard], cancellationToken));
}
