using EfShard.Tests.Update.Harness;
using EfShard.TestServers;

namespace EfShard.Tests.Poolers;

/// <summary>The same with a pooler in transaction mode before each shard; nothing where its tests are skipped.</summary>
public sealed class PooledDesk : PostgresDesk
{
    private TransactionPooler? _pooler;

    public override async Task InitializeAsync()
    {
        if (TransactionPooler.SkipReason is null)
        {
            await base.InitializeAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        if (_pooler is not null)
        {
            await _pooler.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<IReadOnlyList<string>> ReachAsync(IReadOnlyList<string> databases)
    {
        _pooler = await TransactionPooler.StartAsync(databases);
        return _pooler.ConnectionStrings;
    }
}
