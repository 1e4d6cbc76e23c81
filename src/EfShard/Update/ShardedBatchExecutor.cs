using EfShard.Execution;
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

        StatementRouter.RefuseAmbientTransaction();
        var save = batches.Route();
        batches.Rehearse(connection.CurrentTransaction);
        if (save.Shards.Count > 1)
        {
            return CrossShard.Execute(save, connection);
        }

        if (save.Shards.Count == 0)
        {
            return 0;
        }

        var shard = save.Shards[0];
        if (connection.CurrentTransaction is ShardedTransaction transaction)
        {
            transaction.EnlistForWriting([shard]);
        }

        try
        {
            return Inner.Execute(save.Batches, CrossShard.Connections[shard]);
        }
        catch (Exception exception)
        {
            CrossShard.Connections.NoteFailure(shard, exception, isCommitted: connection.CurrentTransaction is null);
            throw;
        }
        finally
        {
            // Also after a failure: what was found changed by others, or what may have been committed, must be seen by the reads that follow.
            CrossShard.Connections.NoteWrite(shard);
            if (connection.CurrentTransaction is null)
            {
                CrossShard.Connections.SettleWrites(shard);
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

        StatementRouter.RefuseAmbientTransaction();
        var save = await batches.RouteAsync(cancellationToken).ConfigureAwait(false);
        await batches.RehearseAsync(connection.CurrentTransaction, cancellationToken).ConfigureAwait(false);
        if (save.Shards.Count > 1)
        {
            return await CrossShard.ExecuteAsync(save, connection, cancellationToken).ConfigureAwait(false);
        }

        if (save.Shards.Count == 0)
        {
            return 0;
        }

        var shard = save.Shards[0];
        if (connection.CurrentTransaction is ShardedTransaction transaction)
        {
            await transaction.EnlistForWritingAsync([shard], cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await Inner.ExecuteAsync(save.Batches, CrossShard.Connections[shard], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            CrossShard.Connections.NoteFailure(shard, exception, isCommitted: connection.CurrentTransaction is null);
            throw;
        }
        finally
        {
            CrossShard.Connections.NoteWrite(shard);
            if (connection.CurrentTransaction is null)
            {
                await CrossShard.Connections.SettleWritesAsync(shard).ConfigureAwait(false);
            }
        }
    }
}
