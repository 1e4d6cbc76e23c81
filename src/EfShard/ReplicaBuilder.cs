using EfShard.Infrastructure;
using EfShard.Topology;

namespace EfShard;

/// <summary>Says more about a replica.</summary>
public sealed class ReplicaBuilder
{
    private readonly string _shard;
    private double _weight = 1;
    private string? _zone;

    internal ReplicaBuilder(string shard) => _shard = shard;

    /// <summary>Sets the replica's share of the reads, compared with the other replicas of its shard. Default: 1.</summary>
    /// <param name="weight">Above zero: a replica of weight 2 gets about twice the reads of one of weight 1.</param>
    /// <exception cref="ShardingConfigurationException">It is not above zero.</exception>
    public ReplicaBuilder Weight(double weight)
    {
        _weight = weight > 0 && double.IsFinite(weight) ? weight : throw ConfigurationErrors.BadReplicaOption($"The weight of a replica of the shard '{_shard}'", "above zero");
        return this;
    }

    /// <summary>Says where the replica stands: see <see cref="ReplicaOptionsBuilder.LocalZone" />. Default: nowhere.</summary>
    /// <param name="zone">The zone's name.</param>
    public ReplicaBuilder Zone(string zone)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(zone);
        _zone = zone;
        return this;
    }

    internal ShardEndpoint Apply(ShardEndpoint endpoint) => endpoint with { Weight = _weight, Zone = _zone };
}
