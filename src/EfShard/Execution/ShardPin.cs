using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Execution;

/// <summary>What scopes of a context have set: the shard that it is pinned to by <c>UseShard</c>, its policy by <c>UseGather</c>. Scoped.</summary>
internal sealed class ShardPin : IResettableService
{
    // What needs a named shard, such as raw SQL, needs no name where there is only one.
    private readonly int? _only;

    /// <summary>A pin that is set nowhere.</summary>
    public ShardPin()
    {
    }

    /// <summary>The pin of a context.</summary>
    public ShardPin(IDbContextOptions options) => Shard = _only = ShardingOptionsExtension.OnlyShardOf(options);

    /// <summary>The shard's index; <see langword="null" /> when nothing is pinned.</summary>
    public int? Shard { get; set; }

    /// <summary>Whether a scope has named the shard, and not its being the only one.</summary>
    public bool IsNamed { get; set; }

    /// <summary>The policy for gathering; <see langword="null" /> when that of the options holds.</summary>
    public GatherPolicy? Gather { get; set; }

    /// <summary>Counts the leases of a pooled context.</summary>
    public int Lease { get; private set; }

    /// <summary>A pooled context starts its next lease unpinned.</summary>
    public void ResetState()
    {
        Shard = _only;
        IsNamed = false;
        Gather = null;
        Lease++;
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }
}
