#if !EFCORE9
using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
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
                if (!await RecoverAsync(stoppingToken).ConfigureAwait(false))
                {
                    return;
                }

                // Not all processes at once: they were started together, and should not stay together.
                await Task.Delay(options.Interval * (0.75 + (Random.Shared.NextDouble() / 2)), clock, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One round. Answers whether there is any use in another.</summary>
    private async Task<bool> RecoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using var ofScope = scope.ConfigureAwait(false);
            if (scope.ServiceProvider.GetService<IDbContextFactory<TContext>>() is not { } factory)
            {
                return await RecoverAsync(scope.ServiceProvider.GetRequiredService<TContext>(), cancellationToken).ConfigureAwait(false);
            }

            var context = await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            await using var ofFactory = context.ConfigureAwait(false);
            return await RecoverAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round may be luckier; a service that ends would leave everything in doubt.
            logger.LogError(ShardingEventId.RecoveryFailed, failure, "The recovery of commits over several shards failed.");
            return true;
        }
    }

    private async Task<bool> RecoverAsync(TContext context, CancellationToken cancellationToken)
    {
        if (ShardingOptionsExtension.DialectOf(context.GetService<IDbContextOptions>()).TwoPhase is null)
        {
            // An application may run on Sqlite while it is developed, with the services that it has elsewhere.
            logger.LogInformation(
                ShardingEventId.NothingToRecover, "The provider '{Provider}' has no two-phase commit in EfShard, so that there is nothing to recover.", context.Database.ProviderName);
            return false;
        }

        Report(await context.Sharding().RecoverInDoubtAsync(options.GracePeriod, cancellationToken).ConfigureAwait(false));
        return true;
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
