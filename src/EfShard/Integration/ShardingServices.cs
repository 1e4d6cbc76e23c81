using EfShard.Execution;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Integration;

/// <summary>The list of all services that EfShard puts around the provider's.</summary>
internal static class ShardingServices
{
    /// <summary>Adds the services; the provider's are registered already.</summary>
    internal static void AddTo(IServiceCollection services)
    {
        services.AddScoped<ShardPin>();
        services.AddScoped<IResettableService>(provider => provider.GetRequiredService<ShardPin>());
    }
}
