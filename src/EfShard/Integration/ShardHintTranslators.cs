using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Integration;

/// <summary>Has the provider translate the hint methods, in the way that the provider allows.</summary>
internal static class ShardHintTranslators
{
    public static void AddTo(IServiceCollection services)
    {
#if EFCORE9
        // Pomelo casts the service to its own class, so that nothing may stand in front of it.
        if (services.Any(d => d.ServiceType == typeof(IMethodCallTranslatorProvider)
            && d.ImplementationType?.FullName == "Pomelo.EntityFrameworkCore.MySql.Query.Internal.MySqlMethodCallTranslatorProvider"))
        {
            services.AddScoped<IMethodCallTranslatorPlugin, ShardHintTranslatorPlugin>();
            return;
        }
#endif
        ShardingServices.Decorate<IMethodCallTranslatorProvider>(
            services, static (p, inner) => new ShardHintTranslatorProvider(inner, p.GetRequiredService<ShardHintTranslator>()));
    }
}
