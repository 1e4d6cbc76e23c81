using System.Data.Common;
using System.Runtime.CompilerServices;
using EfShard.Providers;
using EfShard.Schema;
using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>The gate of one topology, for all its contexts: it has no state of its own.</summary>
internal sealed class ShardGate(ShardTopology topology, DatabaseDialect dialect) : IShardGate
{
    /// <summary>How long a connection waits for one of the process's permits. As long as Npgsql waits for its pool.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly ConditionalWeakTable<ShardTopology, ShardGate> Gates = [];

    /// <summary>The gate of a topology, whose shards are all of one dialect.</summary>
    public static ShardGate Of(ShardTopology topology, DatabaseDialect dialect)
        => Gates.TryGetValue(topology, out var gate) ? gate : Make(topology, dialect);

    public bool Enter(ShardNode shard) => shard.Permits.Wait(Patience) ? true : throw NoPermit(shard);

    public ValueTask<bool> EnterAsync(ShardNode shard, CancellationToken cancellationToken)
        => shard.Permits.Wait(0, CancellationToken.None) ? new ValueTask<bool>(true) : WaitAsync(shard, cancellationToken);

    public void Leave(ShardNode shard) => shard.Permits.Release();

    public bool IsVerified(ShardNode shard) => ShardMap.IsVerified(shard);

    public void Verify(ShardNode shard, DbConnection connection) => new ShardMap(topology, dialect).Verify(shard, connection);

    public async ValueTask VerifyAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken)
        => await new ShardMap(topology, dialect).VerifyAsync(shard, connection, cancellationToken).ConfigureAwait(false);

    private static ShardGate Make(ShardTopology topology, DatabaseDialect dialect)
        => Gates.GetValue(topology, t => new ShardGate(t, dialect));

    private static async ValueTask<bool> WaitAsync(ShardNode shard, CancellationToken cancellationToken)
        => await shard.Permits.WaitAsync(Patience, cancellationToken).ConfigureAwait(false) ? true : throw NoPermit(shard);

    private static TimeoutException NoPermit(ShardNode shard) => new(
        $"All connections that this process may open to shard '{shard.Name}' stayed in use for {Patience.TotalSeconds:0} seconds. "
        + "Dispose contexts and readers sooner, ask fewer shards at once, or raise MaxConnectionsPerShard.");
}
