using EfShard;
using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>The door to what a sharded context knows about its shards.</summary>
public static class ShardingDbContextExtensions
{
    /// <summary>The context's shards: their names, where an entity or a key lives, schema work, and pinning to one shard.</summary>
    /// <exception cref="InvalidOperationException">The context's options have no <c>UseSharding</c>.</exception>
    public static ShardingFacade Sharding(this DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = context.GetService<IDbContextOptions>();
        return options.FindExtension<ShardingOptionsExtension>() is null
            ? throw ConfigurationErrors.NotSharded(context.GetType())
            : new ShardingFacade(context, ShardingOptionsExtension.TopologyOf(options));
    }
}
