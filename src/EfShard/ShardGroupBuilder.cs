using EfShard.Infrastructure;
using EfShard.Strategies;

namespace EfShard;

/// <summary>Defines how one co-location group spreads its keys over its shards.</summary>
public sealed class ShardGroupBuilder
{
    private const int MaxVirtualNodes = 100_000;

    private readonly string _name;
    private GroupKind? _kind;
    private int _virtualNodes;
    private ShardStrategy? _given;
    private string[]? _shards;

    internal ShardGroupBuilder(string name) => _name = name;

    /// <summary>Hashes keys to slots that the shards own: the default. A later change of shards moves whole slots.</summary>
    /// <exception cref="ShardingConfigurationException">The group already has a strategy.</exception>
    public ShardGroupBuilder Hash() => Set(GroupKind.Hash);

    /// <summary>Takes the key's hash modulo the number of shards. Simple, but a further shard moves most keys.</summary>
    /// <exception cref="ShardingConfigurationException">The group already has a strategy.</exception>
    public ShardGroupBuilder Modulo() => Set(GroupKind.Modulo);

    /// <summary>Puts shards and keys on a ring of hashes; a further shard takes its share from all others and moves nothing else.</summary>
    /// <param name="virtualNodes">
    ///     How many points of the ring each shard gets, from 1 to 100,000; default 150. More points spread keys more evenly.
    /// </param>
    /// <exception cref="ShardingConfigurationException">The number is out of range, or the group already has a strategy.</exception>
    public ShardGroupBuilder ConsistentHash(int virtualNodes = ConsistentHashStrategy.DefaultVirtualNodes)
    {
        _virtualNodes = virtualNodes is > 0 and <= MaxVirtualNodes
            ? virtualNodes
            : throw ConfigurationErrors.OutOfRange($"virtualNodes of the group '{_name}'", $"from 1 to {MaxVirtualNodes}", virtualNodes);
        return Set(GroupKind.ConsistentHash);
    }

    /// <summary>Gives each shard ranges of keys: <c>range.Below(1_000_000, "s0").Below(2_000_000, "s1").Rest("s2")</c>.</summary>
    /// <param name="configure">Names ascending bounds, each with the shard of the keys below it, and the shard of the rest, if any.</param>
    /// <typeparam name="T">
    ///     The type that the database stores for the key: a whole number, <see cref="string" />, <see cref="Guid" />,
    ///     <see cref="DateTime" />, <see cref="DateTimeOffset" /> or <see cref="DateOnly" />.
    /// </typeparam>
    /// <exception cref="ShardingConfigurationException">
    ///     The bounds do not ascend, there is no range, the type has no order, or the group already has a strategy.
    /// </exception>
    public ShardGroupBuilder Range<T>(Action<RangeBuilder<T>> configure)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(configure);
        try
        {
            var range = new RangeBuilder<T>();
            configure(range);
            _given = range.Build();
        }
        catch (Exception e) when (e is ArgumentException or (InvalidOperationException and not ShardingConfigurationException))
        {
            throw ConfigurationErrors.Strategy(_name, e);
        }

        return Set(GroupKind.Given);
    }

    /// <summary>Uses a strategy of the application's own.</summary>
    /// <param name="strategy">The strategy; it names its shards itself.</param>
    /// <exception cref="ShardingConfigurationException">The group already has a strategy.</exception>
    public ShardGroupBuilder Strategy(ShardStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        _given = strategy;
        return Set(GroupKind.Given);
    }

    /// <summary>Limits the group to some shards. Default: all. Their order decides nothing.</summary>
    /// <param name="names">The shards' names.</param>
    /// <exception cref="ShardingConfigurationException">No name, a repeated or an unknown one, or the strategy names its shards itself.</exception>
    public ShardGroupBuilder Shards(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (_shards is not null)
        {
            throw ConfigurationErrors.ShardsTwice(_name);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(ShardingNames.Check(name, "shard")))
            {
                throw ConfigurationErrors.RepeatedShardInGroup(_name, name);
            }
        }

        _shards = names.Length > 0 ? [.. names] : throw ConfigurationErrors.NoShardInGroup(_name);
        return this;
    }

    internal GroupDefinition Build()
    {
        if (_given is not null && _shards is not null)
        {
            throw ConfigurationErrors.ShardsOfOwnStrategy(_name);
        }

        return _given is { Shards.Count: 0 }
            ? throw ConfigurationErrors.NoShardInGroup(_name)
            : new GroupDefinition(_name, _kind ?? GroupKind.Hash, _virtualNodes, _given, _shards);
    }

    private ShardGroupBuilder Set(GroupKind kind)
    {
        _kind = _kind is null ? kind : throw ConfigurationErrors.TwoStrategies(_name);
        return this;
    }
}
