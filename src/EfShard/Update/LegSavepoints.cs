using System.Data;
using EfShard.Execution;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Update;

/// <summary>
///     EF Core's automatic savepoint of a save in an open transaction, on each of the shards that the save writes: if it fails anywhere, what it
///     wrote is undone everywhere.
/// </summary>
internal sealed class LegSavepoints(IShardConnections connections, ShardedTransaction transaction, DbContext context, IDiagnosticsLogger<DbLoggerCategory.Update> logger)
{
    // The name that EF Core itself uses.
    private const string Name = "__EFSavePoint";

    private readonly List<int> _created = [];

    public void Create(IReadOnlyList<int> shards)
    {
        foreach (var shard in shards)
        {
            transaction[shard].CreateSavepoint(Name);
            _created.Add(shard);
        }
    }

    public async Task CreateAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        foreach (var shard in shards)
        {
            await transaction[shard].CreateSavepointAsync(Name, cancellationToken).ConfigureAwait(false);
            _created.Add(shard);
        }
    }

    /// <summary>
    ///     Undoes the save. A failure is logged, as in EF Core: the caller has a graver one to throw. But a shard that keeps its part must not be committed with the others.
    /// </summary>
    public void Rollback()
    {
        foreach (var participant in Open())
        {
            try
            {
                participant.RollbackToSavepoint(Name);
            }
            catch (Exception failure)
            {
                transaction.Marks.Tear();
                logger.BatchExecutorFailedToRollbackToSavepoint(context.GetType(), failure);
            }
        }
    }

    /// <inheritdoc cref="Rollback" />
    public async Task RollbackAsync()
    {
        foreach (var participant in Open())
        {
            try
            {
                await participant.RollbackToSavepointAsync(Name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                transaction.Marks.Tear();
                logger.BatchExecutorFailedToRollbackToSavepoint(context.GetType(), failure);
            }
        }
    }

    /// <summary>Removes the savepoints. A failure is logged, as in EF Core: the save itself is done.</summary>
    public void Release()
    {
        foreach (var participant in Open())
        {
            try
            {
                participant.ReleaseSavepoint(Name);
            }
            catch (Exception failure)
            {
                logger.BatchExecutorFailedToReleaseSavepoint(context.GetType(), failure);
            }
        }
    }

    /// <inheritdoc cref="Release" />
    public async Task ReleaseAsync()
    {
        foreach (var participant in Open())
        {
            try
            {
                await participant.ReleaseSavepointAsync(Name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                logger.BatchExecutorFailedToReleaseSavepoint(context.GetType(), failure);
            }
        }
    }

    private IEnumerable<IDbContextTransaction> Open()
        => _created.Where(shard => connections[shard].DbConnection.State == ConnectionState.Open).Select(shard => transaction[shard]);
}
