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
        return Give(() =>
        {
            var range = new RangeBuilder<T>();
            configure(range);
            return range.Build();
        });
    }

    /// <summary>
    ///     Gives each month (UTC) to a shard: <c>month.From(new DateOnly(2024, 1, 1)).Cycle("s0", "s1")</c>, or one shard a month with
    ///     <c>Periods(...)</c>.
    /// </summary>
    /// <param name="configure">Names the first month and the shards.</param>
    /// <exception cref="ShardingConfigurationException">The periods are incomplete or contradict themselves, or the group already has a strategy.</exception>
    public ShardGroupBuilder ByMonth(Action<PeriodBuilder> configure) => ByPeriod(PeriodLength.Month, configure);

    /// <summary>As <see cref="ByMonth" />, with quarters, which begin in January, April, July and October.</summary>
    /// <param name="configure">Names the first quarter and the shards.</param>
    /// <exception cref="ShardingConfigurationException">The periods are incomplete or contradict themselves, or the group already has a strategy.</exception>
    public ShardGroupBuilder ByQuarter(Action<PeriodBuilder> configure) => ByPeriod(PeriodLength.Quarter, configure);

    /// <summary>As <see cref="ByMonth" />, with years.</summary>
    /// <param name="configure">Names the first year and the shards.</param>
    /// <exception cref="ShardingConfigurationException">The periods are incomplete or contradict themselves, or the group already has a strategy.</exception>
    public ShardGroupBuilder ByYear(Action<PeriodBuilder> configure) => ByPeriod(PeriodLength.Year, configure);

    /// <summary>Gives each shard a list of keys: <c>list.Shard("s0", ["US", "CA"]).Otherwise("s1")</c>.</summary>
    /// <param name="configure">Names shards with their keys, and the shard of all others, if any.</param>
    /// <typeparam name="T">The type that the database stores for the key, as for <see cref="ListBuilder{T}" />.</typeparam>
    /// <exception cref="ShardingConfigurationException">A key is listed twice, there is no list, or the group already has a strategy.</exception>
    public ShardGroupBuilder List<T>(Action<ListBuilder<T>> configure)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Give(() =>
        {
            var list = new ListBuilder<T>();
            configure(list);
            return list.Build();
        });
    }

    /// <summary>Asks a function of the application for each key's shard.</summary>
    /// <param name="name">
    ///     Stands for the function in the map: give the function a new name whenever it places a key elsewhere, <c>"tenants-2"</c> after <c>"tenants-1"</c>.
    /// </param>
    /// <param name="shards">The names of all shards that the function returns. Their order decides nothing.</param>
    /// <param name="shardOf">
    ///     From a key, as the database stores it, to the name of its shard: the same in every process, without a clock or a random number.
    /// </param>
    /// <exception cref="ShardingConfigurationException">A name is empty or repeated, or the group already has a strategy.</exception>
    public ShardGroupBuilder Custom(string name, IEnumerable<string> shards, Func<ShardKey, string> shardOf)
    {
        ArgumentNullException.ThrowIfNull(shards);
        ArgumentNullException.ThrowIfNull(shardOf);
        return Give(() => new CustomStrategy(name, shards, shardOf));
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

    private ShardGroupBuilder ByPeriod(PeriodLength length, Action<PeriodBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Give(() =>
        {
            var periods = new PeriodBuilder(length);
            configure(periods);
            return periods.Build();
        });
    }

    private ShardGroupBuilder Give(Func<ShardStrategy> create)
    {
        try
        {
            _given = create();
        }
        catch (Exception e) when (e is ArgumentException or (InvalidOperationException and not ShardingConfigurationException))
        {
            throw ConfigurationErrors.Strategy(_name, e);
        }

        return Set(GroupKind.Given);
    }

    private ShardGroupBuilder Set(GroupKind kind)
    {
        _kind = _kind is null ? kind : throw ConfigurationErrors.TwoStrategies(_name);
        return this;
    }
}
