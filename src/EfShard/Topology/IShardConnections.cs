using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Topology;

/// <summary>A context's connections to its shards, each made when first asked for. Scoped.</summary>
internal interface IShardConnections
{
    ShardTopology Topology { get; }

    /// <summary>The provider's own connection, pointed at the shard's primary; opening it verifies the shard's map.</summary>
    IRelationalConnection this[int shard] { get; }

    /// <summary>A fresh provider connection for schema work, whose opening verifies nothing; the caller disposes it.</summary>
    IRelationalConnection CreateUnverified(int shard);
}
