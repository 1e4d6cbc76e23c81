using System.Data;
using EfShard;
using EfShard.Integration;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Transactions of sharded contexts that EF Core has no method for.</summary>
public static class ShardingTransactionExtensions
{
    /// <summary>
    ///     Begins a transaction that only reads, so that replicas may serve it: for each shard that it touches, one server answers all of its statements, chosen when it
    ///     is first touched by the <see cref="Consistency" /> in force then. With <see cref="IsolationLevel.RepeatableRead" /> all statements see one state of the shard;
    ///     states of several shards are not of one moment.
    /// </summary>
    /// <remarks>
    ///     Writes are refused before anything is sent; PostgreSQL also refuses what can't be seen, as in raw SQL. Queries that need gathering are refused. A query that asks
    ///     for another level than the shard was chosen by is refused. <see cref="IsolationLevel.Serializable" /> is served by primaries: standbys do not offer it. What a
    ///     standby cancels, because it conflicts with what is replayed, fails: repeat the transaction.
    /// </remarks>
    /// <param name="database">The <c>Database</c> of a sharded context.</param>
    /// <param name="isolationLevel">The isolation level on each shard. Default: the database's own.</param>
    /// <exception cref="InvalidOperationException">The context is not sharded, or in a transaction already.</exception>
    public static IDbContextTransaction BeginReadOnlyTransaction(this DatabaseFacade database, IsolationLevel isolationLevel = IsolationLevel.Unspecified)
    {
        var connection = ConnectionOf(database);
        return database.CreateExecutionStrategy().Execute(() => connection.BeginReadOnly(isolationLevel));
    }

    /// <inheritdoc cref="BeginReadOnlyTransaction" />
    /// <param name="database">The <c>Database</c> of a sharded context.</param>
    /// <param name="isolationLevel">The isolation level on each shard. Default: the database's own.</param>
    /// <param name="cancellationToken">Cancels the connecting to a pinned shard; others are connected to when they are first read.</param>
    public static Task<IDbContextTransaction> BeginReadOnlyTransactionAsync(
        this DatabaseFacade database, IsolationLevel isolationLevel = IsolationLevel.Unspecified, CancellationToken cancellationToken = default)
    {
        var connection = ConnectionOf(database);
        return database.CreateExecutionStrategy().ExecuteAsync(token => connection.BeginReadOnlyAsync(isolationLevel, token), cancellationToken);
    }

    private static ShardedConnection ConnectionOf(DatabaseFacade database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.GetService<IRelationalConnection>() as ShardedConnection
            ?? throw new InvalidOperationException("The context is not sharded: its options have no UseSharding(...).");
    }
}
