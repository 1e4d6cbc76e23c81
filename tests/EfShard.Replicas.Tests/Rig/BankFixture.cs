using EfShard.TestServers;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>Two shards with two replicas each, for the tests of a class.</summary>
public sealed class BankFixture : IAsyncLifetime
{
    private ReplicatedBank? _bank;

    public ReplicatedBank Bank => _bank ?? throw new InvalidOperationException("The tests of clusters are skipped.");

    public async Task InitializeAsync()
    {
        if (new ClusterFactAttribute().Skip is null)
        {
            _bank = await ReplicatedBank.StartAsync(shards: 2);
        }
    }

    public async Task DisposeAsync()
    {
        if (_bank is not null)
        {
            await _bank.DisposeAsync();
        }
    }
}
