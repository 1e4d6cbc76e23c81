using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EfShard.Model;

/// <summary>Writes down for which provider the model is built (<see cref="StoreDialect" />).</summary>
internal sealed class ProviderCaptureConvention(string providerName) : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        => modelBuilder.HasAnnotation(ShardingAnnotations.Provider, providerName);
}
