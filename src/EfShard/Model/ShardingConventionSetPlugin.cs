using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace EfShard.Model;

/// <summary>Adds what EfShard does when a model is finished, after the provider's own conventions.</summary>
internal sealed class ShardingConventionSetPlugin : IConventionSetPlugin
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.ModelFinalizingConventions.Add(new ShardingAttributeConvention());
        conventionSet.ModelFinalizingConventions.Add(new CrossShardDeleteConvention());
        conventionSet.ModelFinalizingConventions.Add(new CollationCaptureConvention());
        return conventionSet;
    }
}
