using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>Puts a <see cref="VerifyingExecutionStrategy" /> in front of each strategy that repeats anything; the others are left alone.</summary>
internal sealed class VerifyingExecutionStrategyFactory(Provided<IExecutionStrategyFactory> provided) : IExecutionStrategyFactory
{
    public IExecutionStrategy Create()
    {
        var strategy = provided.Service.Create();
        return strategy.RetriesOnFailure ? new VerifyingExecutionStrategy(strategy) : strategy;
    }
}
