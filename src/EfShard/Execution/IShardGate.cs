using System.Data.Common;
using EfShard.Topology;

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

    /// <summary>Whether this process has verified the shard's map already.</summary>
    bool IsVerified(ShardNode shard);

    void Verify(ShardNode shard, DbConnection connection);

    ValueTask VerifyAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken);
}
