using System.Data.Common;
using EfShard.Execution.Replicas;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>What stands before the first command on a physical connection: the process's permits for the shard, and the shard's map.</summary>
internal interface IShardGate
{
    /// <summary>Waits for a permit to open one more connection to a shard.</summary>
    /// <exception cref="TimeoutException">None came free in time.</exception>
    bool Enter(ShardNode shard);

    /// <summary>As <see cref="Enter" />, without blocking.</summary>
    ValueTask<bool> EnterAsync(ShardNode shard, CancellationToken cancellationToken);

    /// <summary>Gives a permit back.</summary>
    void Leave(ShardNode shard);

    /// <summary>Points a closed connection at the shard's primary, whose servers have been changed.</summary>
    /// <returns>What ties it to a server, if the shard has several now.</returns>
    ServerLink? Point(ShardNode shard, IRelationalConnection connection);

    /// <summary>Whether this process has verified the shard's map already.</summary>
    bool IsVerified(ShardNode shard);

    /// <summary>Whether it is time to look at the shard's map again, which the caller then does.</summary>
    bool IsLookDue(ShardNode shard);

    /// <summary>Looks whether a shard has become read-only or detached.</summary>
    void Look(ShardNode shard, DbConnection connection);

    /// <inheritdoc cref="Look" />
    ValueTask LookAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Asks the other shards what became of one that could not be opened, through its connection, which is closed.</summary>
    /// <exception cref="ShardArchivedException">It is detached.</exception>
    void Explain(ShardNode shard, IRelationalConnection closed, Exception failure);

    /// <inheritdoc cref="Explain" />
    ValueTask ExplainAsync(ShardNode shard, IRelationalConnection closed, Exception failure, CancellationToken cancellationToken);

    void Verify(ShardNode shard, DbConnection connection);

    ValueTask VerifyAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken);
}
