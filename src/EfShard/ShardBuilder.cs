using System.Data.Common;
using EfShard.Infrastructure;
using EfShard.Topology;

namespace EfShard;

/// <summary>Names the servers of one shard.</summary>
public sealed class ShardBuilder
{
    private readonly string _name;
    private List<ShardEndpoint>? _replicas;
    private ShardEndpoint? _primary;

    internal ShardBuilder(string name) => _name = name;

    /// <summary>Names the server that takes the writes.</summary>
    /// <param name="connectionString">The connection string, in the provider's form.</param>
    /// <exception cref="ShardingConfigurationException">The connection string is blank, or the shard already has a primary.</exception>
    public ShardBuilder Primary(string connectionString) => Primary(Endpoint(connectionString));

    /// <summary>Names the server that takes the writes, reached through the application's own data source.</summary>
    /// <param name="dataSource">The data source; the application disposes it.</param>
    /// <exception cref="ShardingConfigurationException">The shard already has a primary.</exception>
    public ShardBuilder Primary(DbDataSource dataSource) => Primary(Endpoint(dataSource));

    /// <summary>Adds a server that follows the primary and serves reads.</summary>
    /// <param name="connectionString">The connection string, in the provider's form.</param>
    /// <exception cref="ShardingConfigurationException">The connection string is blank.</exception>
    public ShardBuilder Replica(string connectionString)
    {
        (_replicas ??= []).Add(Endpoint(connectionString));
        return this;
    }

    /// <summary>Adds a server that follows the primary and serves reads, reached through the application's own data source.</summary>
    /// <param name="dataSource">The data source; the application disposes it.</param>
    public ShardBuilder Replica(DbDataSource dataSource)
    {
        (_replicas ??= []).Add(Endpoint(dataSource));
        return this;
    }

    /// <summary>Adds a server that follows the primary and serves reads, and says more about it.</summary>
    /// <param name="connectionString">The connection string, in the provider's form.</param>
    /// <param name="configure">Its weight and zone.</param>
    /// <exception cref="ShardingConfigurationException">The connection string is blank, or the weight is not above zero.</exception>
    public ShardBuilder Replica(string connectionString, Action<ReplicaBuilder> configure) => Replica(Endpoint(connectionString), configure);

    /// <summary>Adds a server that follows the primary and serves reads, reached through the application's own data source, and says more about it.</summary>
    /// <param name="dataSource">The data source; the application disposes it.</param>
    /// <param name="configure">Its weight and zone.</param>
    /// <exception cref="ShardingConfigurationException">The weight is not above zero.</exception>
    public ShardBuilder Replica(DbDataSource dataSource, Action<ReplicaBuilder> configure) => Replica(Endpoint(dataSource), configure);

    internal ShardDefinition Build() => new(_name, _primary ?? throw ConfigurationErrors.NoPrimary(_name), (IReadOnlyList<ShardEndpoint>?)_replicas?.ToArray() ?? []);

    private static ShardEndpoint Endpoint(DbDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return new ShardEndpoint(null, dataSource);
    }

    private ShardEndpoint Endpoint(string connectionString)
        => string.IsNullOrWhiteSpace(connectionString)
            ? throw ConfigurationErrors.EmptyConnectionString(_name)
            : new ShardEndpoint(connectionString, null);

    private ShardBuilder Replica(ShardEndpoint endpoint, Action<ReplicaBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var replica = new ReplicaBuilder(_name);
        configure(replica);
        (_replicas ??= []).Add(replica.Apply(endpoint));
        return this;
    }

    private ShardBuilder Primary(ShardEndpoint endpoint)
    {
        _primary = _primary is null ? endpoint : throw ConfigurationErrors.TwoPrimaries(_name);
        return this;
    }
}
