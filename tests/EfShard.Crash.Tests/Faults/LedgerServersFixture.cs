using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Xunit;

namespace EfShard.Crash.Tests.Faults;

/// <summary>Three servers for all tests of a class; none where PostgreSQL tests are skipped.</summary>
public sealed class LedgerServersFixture : IAsyncLifetime
{
    private LedgerServers? _servers;

    public LedgerServers Servers => _servers ?? throw new InvalidOperationException("Cluster tests are skipped: mark the test as [ClusterFact].");

    public async Task InitializeAsync()
    {
        if (new ClusterFactAttribute().Skip is null)
        {
            _servers = await LedgerServers.StartAsync(shards: 3, accounts: 3, balance: 0);
        }
    }

    public async Task DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }
}
