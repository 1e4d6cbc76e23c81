#if !EFCORE9
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EfShard.Integration;

/// <summary>Recovers regularly while the host runs. Every process of the application may have one.</summary>
internal sealed class ShardRecoveryService<TContext>(
    IServiceScopeFactory scopes, ShardRecoveryOptions options, TimeProvider clock, ILogger<ShardRecoveryService<TContext>> logger)
    : BackgroundService
    where TContext : DbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RecoverAsync(stoppingToken).ConfigureAwait(false);

                // Not all processes at once: they were started together, and should not stay together.
                await Task.Delay(options.Interval * (0.75 + (Random.Shared.NextDouble() / 2)), clock, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using var ofScope = scope.ConfigureAwait(false);
            var factory = scope.ServiceProvider.GetService<IDbContextFactory<TContext>>();
            var context = factory is null
                ? scope.ServiceProvider.GetRequiredService<TContext>()
                : await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            Report(await context.Sharding().RecoverInDoubtAsync(options.GracePeriod, cancellationToken).ConfigureAwait(false));
            if (factory is not null)
            {
                await context.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round may be luckier; a service that ends would leave everything in doubt.
            logger.LogError(ShardingEventId.RecoveryFailed, failure, "The recovery of commits over several shards failed.");
        }
    }

    private void Report(RecoveryReport report)
    {
        if (report.Committed + report.RolledBack > 0)
        {
            logger.LogInformation(
                ShardingEventId.PartsRecovered, "Recovered commits over several shards: {Committed} parts committed, {RolledBack} parts rolled back.", report.Committed, report.RolledBack);
        }

        foreach (var (shard, failure) in report.Failures)
        {
            logger.LogWarning(ShardingEventId.ShardNotRecovered, failure, "Commits over several shards could not be recovered on shard '{Shard}'.", shard);
        }

        foreach (var part in report.InDoubt)
        {
            if (part.Age >= options.AlarmAge)
            {
                logger.LogError(
                    ShardingEventId.TransactionInDoubt,
                    "Transaction {Transaction} has been in doubt on shard '{Shard}' for {Age}, with its rows locked. Shard '{DecidingShard}' knows the decision and can't be asked.",
                    part.TransactionId, part.Shard, part.Age, part.DecidingShard);
            }
        }
    }
}
#endif
