using EfShard.TestServers;
using Xunit;

namespace EfShard.Crash.Tests.Faults;

/// <summary>Four times three servers, for tests that mostly wait; none where PostgreSQL tests are skipped.</summary>
[CollectionDefinition(Name)]
public sealed class LanesFixture : IAsyncLifetime, ICollectionFixture<LanesFixture>
{
    public const string Name = "lanes";

    public IReadOnlyList<LedgerServers> Lanes { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (new ClusterFactAttribute().Skip is null)
        {
            Lanes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LedgerServers.StartAsync(shards: 3, accounts: 3, balance: 0)));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var lane in Lanes)
        {
            await lane.DisposeAsync();
        }
    }
}
