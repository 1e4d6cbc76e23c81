using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace EfShard.Ids;

/// <summary>Makes time-ordered Guids for a property.</summary>
internal sealed class ShardedGuidGenerator : ValueGenerator<Guid>
{
    public override bool GeneratesTemporaryValues => false;

    public override Guid Next(EntityEntry entry)
        => IdSource.Of(ShardingOptionsExtension.TopologyOf(entry.Context.GetService<IDbContextOptions>())).NextGuid();
}
