using EfShard.AspNetCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of shards and replicas.</summary>
public static class ShardingHealthChecksBuilderExtensions
{
    private static readonly TimeSpan DefaultLag = TimeSpan.FromSeconds(1);

    /// <summary>
    ///     Adds a check that asks every server of a context's shards: unhealthy if a shard can't be written; degraded if a replica does not answer, is too far behind
    ///     or can't be read, or if a former primary is fenced out.
    /// </summary>
    /// <typeparam name="TContext">The sharded context, registered with <c>AddDbContext</c> or <c>AddDbContextFactory</c>.</typeparam>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name. Default: <c>"sharding"</c>.</param>
    /// <param name="maxLag">How far behind a replica may be. Default: 1 second.</param>
    /// <param name="failureStatus">The status when a shard can't be written. Default: unhealthy.</param>
    /// <param name="tags">The check's tags.</param>
    /// <param name="timeout">When the check gives up. Default: never; servers that do not answer are given up after seconds.</param>
    public static IHealthChecksBuilder AddSharding<TContext>(
        this IHealthChecksBuilder builder, string name = "sharding", TimeSpan? maxLag = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new ShardingHealthCheck<TContext>(services.GetRequiredService<IServiceScopeFactory>(), maxLag ?? DefaultLag),
            failureStatus, tags, timeout));
    }
}
