using EfShard.Diagnostics;
using EfShard.Topology;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace EfShard.Infrastructure;

/// <summary>
///     Follows a configuration section: when it is loaded anew, the shards' servers are exchanged, in contexts that live and in those to come. Nothing else of it can change
///     while the process runs: where rows live is written in the databases.
/// </summary>
internal sealed class ConfigurationReload(IConfiguration source, ShardingOptions options, ShardTopology topology, Action<ShardingOptions> changed)
{
    private readonly object _gate = new();
    private ShardingOptions _current = options;

    /// <summary>Follows it as long as the process lives.</summary>
    public void Follow() => ChangeToken.OnChange(source.GetReloadToken, Reload);

    // Called by whoever loads the configuration: a mistake in it must not end them.
    private void Reload()
    {
        lock (_gate)
        {
            try
            {
                var builder = new ShardingOptionsBuilder();
                ConfigurationReader.Read(source, builder);
                var now = builder.Build();
                if (!now.EqualsButServers(_current))
                {
                    TopologyLog.NotChanged(topology.Logger, "more than servers has changed, and takes effect when the process is started again", null);
                    return;
                }

                foreach (var (before, after) in _current.Shards.Zip(now.Shards))
                {
                    if (!before.Equals(after) && topology.TryGetShard(after.Name, out var node))
                    {
                        topology.ChangeServers(node, after.Primary, after.Replicas);
                    }
                }

                _current = now;
                changed(now);
            }
            catch (ShardingConfigurationException mistake)
            {
                TopologyLog.NotChanged(topology.Logger, "the configuration is wrong", mistake);
            }
        }
    }
}
