using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Model;

/// <summary>Adds what EfShard does when a model is finished, after the provider's own conventions.</summary>
internal sealed class ShardingConventionSetPlugin(IEnumerable<IDatabaseProvider> providers) : IConventionSetPlugin
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        if (providers.FirstOrDefault() is { } provider)
        {
            conventionSet.ModelFinalizingConventions.Add(new ProviderCaptureConvention(provider.Name));
        }

        conventionSet.ModelFinalizingConventions.Add(new ShardingAttributeConvention());
        conventionSet.ModelFinalizingConventions.Add(new GlobalIndexConvention());
        conventionSet.ModelFinalizingConventions.Add(new CrossShardDeleteConvention());
        conventionSet.ModelFinalizingConventions.Add(new CollationCaptureConvention());
        return conventionSet;
    }
}
