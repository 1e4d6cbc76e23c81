using EfShard.Providers;
using EfShard.Schema.Migrations;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Schema;

/// <summary>Gives schema work each shard's database: on the server that is the primary now, whoever the options call it.</summary>
/// <param name="services">The context's services.</param>
/// <param name="creatorType">The provider's own creator of databases.</param>
/// <param name="connections">The context's connections to its shards.</param>
internal sealed class ShardDatabaseSource(IServiceProvider services, Type creatorType, IShardConnections connections)
{
    // The context's services are made for one thread, and shards are worked on side by side.
    private readonly object _gate = new();

    public ShardDatabase Open(ShardNode node)
    {
        lock (_gate)
        {
            connections.FindPrimary(node.Index);
            return Create(node);
        }
    }

    public async Task<ShardDatabase> OpenAsync(ShardNode node, CancellationToken cancellationToken)
    {
        Task finding;
        lock (_gate)
        {
            finding = connections.FindPrimaryAsync(node.Index, cancellationToken);
        }

        await finding.ConfigureAwait(false);
        lock (_gate)
        {
            return Create(node);
        }
    }

    private ShardDatabase Create(ShardNode node)
    {
        var history = (ShardedHistoryRepository)services.GetRequiredService<IHistoryRepository>();
        return ShardDatabase.Create(services, creatorType, history.ProviderType, connections.CreateUnverified(node.Index));
    }
}
