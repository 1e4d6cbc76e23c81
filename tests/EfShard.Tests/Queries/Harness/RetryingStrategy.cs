using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Retries at once, and so makes EF buffer every result, as <c>EnableRetryOnFailure</c> of other providers does.</summary>
public sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, TimeSpan.Zero)
{
    protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;

    protected override TimeSpan? GetNextDelay(Exception lastException) => base.GetNextDelay(lastException) is null ? null : TimeSpan.Zero;
}
