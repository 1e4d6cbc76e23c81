using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Execution;

/// <summary>The shard that a context is pinned to by <c>UseShard</c>, if any. Scoped.</summary>
internal sealed class ShardPin : IResettableService
{
    /// <summary>The shard's index; <see langword="null" /> when nothing is pinned.</summary>
    public int? Shard { get; set; }

    /// <summary>Counts the leases of a pooled context.</summary>
    public int Lease { get; private set; }

    /// <summary>A pooled context starts its next lease unpinned.</summary>
    public void ResetState()
    {
        Shard = null;
        Lease++;
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}
