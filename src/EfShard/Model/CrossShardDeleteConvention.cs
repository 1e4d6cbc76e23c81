using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EfShard.Model;

/// <summary>
///     A required relationship cascades by convention, but no database can follow it to another shard. Cross-shard ones refuse instead: EF Core
///     then throws when a principal is deleted while dependents that the context tracks still point to it. What was configured explicitly stays.
/// </summary>
internal sealed class CrossShardDeleteConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var foreignKey in modelBuilder.Metadata.GetEntityTypes().SelectMany(type => type.GetDeclaredForeignKeys()))
        {
            if (foreignKey.IsCrossShard() && foreignKey.DeleteBehavior is DeleteBehavior.Cascade)
            {
                foreignKey.Builder.OnDelete(DeleteBehavior.Restrict);
            }
        }
    }
}
