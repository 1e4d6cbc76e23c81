using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace EfShard.Ids;

/// <summary>Makes the ids of a property: EF Core asks when an entity without one is added. Asks a database only for a new lease, every ten minutes.</summary>
internal sealed class ShardedIdGenerator(IProperty property) : ValueGenerator<long>
{
    public override bool GeneratesTemporaryValues => false;

    public override long Next(EntityEntry entry)
    {
        var context = entry.Context;
        var options = context.GetService<IDbContextOptions>();
        return IdSource.Of(ShardingOptionsExtension.TopologyOf(options))
            .Next(SlotOf(entry), context.GetService<IShardConnections>(), ShardingOptionsExtension.DialectOf(options));
    }

    public override ValueTask<long> NextAsync(EntityEntry entry, CancellationToken cancellationToken = default)
    {
        var context = entry.Context;
        var options = context.GetService<IDbContextOptions>();
        return IdSource.Of(ShardingOptionsExtension.TopologyOf(options))
            .NextAsync(SlotOf(entry), context.GetService<IShardConnections>(), ShardingOptionsExtension.DialectOf(options), cancellationToken);
    }

    private int? SlotOf(EntityEntry entry) => new IdSlots(ShardModel.Of(entry.Context.Model), entry.Context).Find(entry, property);
}
