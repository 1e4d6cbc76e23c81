#if !EFCORE9
using EfShard;
using EfShard.Integration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the recovery of commits over several shards to an application.</summary>
public static class ShardRecoveryServiceCollectionExtensions
{
    /// <summary>
    ///     Adds a hosted service that ends what crashed processes have left of commits over several shards. Add it to every process, or to some: they may all work at
    ///     once. The context comes from an <c>IDbContextFactory</c> where there is one, else from a scope.
    /// </summary>
    /// <param name="services">The application's services, with <typeparamref name="TContext" /> among them.</param>
    /// <param name="configure">Changes the intervals.</param>
    /// <typeparam name="TContext">A sharded context. On databases without two-phase commit there is nothing to recover: the service says so, and ends.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or the interval is zero.</exception>
    public static IServiceCollection AddShardRecovery<TContext>(this IServiceCollection services, Action<ShardRecoveryOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new ShardRecoveryOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AlarmAge, TimeSpan.Zero);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHostedService>(p => new ShardRecoveryService<TContext>(
            p.GetRequiredService<IServiceScopeFactory>(),
            options,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<ShardRecoveryService<TContext>>>()));
        return services;
    }
}
#endif
