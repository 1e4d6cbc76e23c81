using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfShard.AspNetCore;

/// <summary>
///     Asks every server of a context's shards. Healthy: all is well. Degraded: everything can be read and written, but a replica does not answer, is too far behind
///     or can't be read, or a former primary is fenced out. Unhealthy: a shard can't be written.
/// </summary>
internal sealed class ShardingHealthCheck<TContext>(IServiceScopeFactory scopes, TimeSpan maxLag) : IHealthCheck
    where TContext : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        await using var ofScope = scope.ConfigureAwait(false);
        var factory = scope.ServiceProvider.GetService<IDbContextFactory<TContext>>();
        var asked = factory is null
            ? scope.ServiceProvider.GetRequiredService<TContext>()
            : await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var servers = await asked.Sharding().CheckServersAsync(cancellationToken).ConfigureAwait(false);
            return Judge(servers, context.Registration.FailureStatus);
        }
        finally
        {
            if (factory is not null)
            {
                await asked.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private HealthCheckResult Judge(IReadOnlyList<ShardServerStatus> servers, HealthStatus failureStatus)
    {
        var (failed, degraded) = (new List<string>(), new List<string>());
        foreach (var shard in servers.GroupBy(s => s.Shard))
        {
            if (!shard.Any(s => s is { TakesWrites: true, Failure: null }))
            {
                failed.Add($"Shard '{shard.Key}' has no primary that answers.");
            }

            degraded.AddRange(shard.Select(WhatIsWrong).OfType<string>());
        }

        var data = servers.ToDictionary(s => s.Name, object (s) => WhatIsWrong(s) ?? (s.TakesWrites ? "primary" : "replica"));
        return failed.Count > 0 ? new HealthCheckResult(failureStatus, string.Join(" ", failed.Concat(degraded)), data: data)
            : degraded.Count > 0 ? HealthCheckResult.Degraded(string.Join(" ", degraded), data: data)
            : HealthCheckResult.Healthy($"{servers.Count} servers answer.", data);
    }

    // Without the failure's message: the database's own may say more than a page of health should.
    private string? WhatIsWrong(ShardServerStatus server)
        => server.Failure is { } failure ? $"'{server.Name}' does not answer ({failure.GetType().Name})."
            : server.IsFenced ? $"'{server.Name}' takes itself for the primary of shard '{server.Shard}', and is not."
            : server.Role is ShardServerRole.Detached ? $"'{server.Name}' receives nothing, or does not show this user that it does (pg_monitor)."
            : server.Lag > maxLag ? FormattableString.Invariant($"'{server.Name}' is {server.Lag.Value.TotalSeconds:0.0} s behind.")
            : !server.IsInService ? $"'{server.Name}' is not in service."
            : null;
}
