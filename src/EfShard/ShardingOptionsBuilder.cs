using System.Data.Common;
using EfShard.Infrastructure;
using EfShard.Topology;
using Microsoft.Extensions.Configuration;

namespace EfShard;

/// <summary>
///     Configures the shards of a context. Everything is checked once, when the configuring call returns; mistakes are
///     <see cref="ShardingConfigurationException" />s.
/// </summary>
/// <remarks>
///     Names of shards and groups are written into the databases and compared case by case. The order in which shards are added decides
///     nothing but the default of <see cref="UnshardedOn" />.
/// </remarks>
public sealed class ShardingOptionsBuilder
{
    private readonly List<ShardDefinition> _shards = [];
    private readonly List<GroupDefinition> _groups = [];
    private string? _unshardedOn;
    private UnmarkedEntities _unmarkedEntities;
    private CrossShardCommit? _crossShardCommit;
    private TimeSpan _crossShardLockTimeout = ShardingOptions.DefaultCrossShardLockTimeout;
    private GatherPolicy _gather;
    private GatherMode _gatherMode;
    private long _keysFirstFrom = ShardingOptions.DefaultKeysFirstFrom;
    private long _gatherRows = ShardingOptions.DefaultGatherRows;
    private long _gatherBytes = long.MaxValue;
    private ReplicaOptions _replicas = ReplicaOptions.Default;
    private TimeProvider _time = System.TimeProvider.System;
    private int _maxParallelShards = ShardingOptions.DefaultMaxParallelShards;
    private int _maxConnectionsPerShard = ShardingOptions.DefaultMaxConnectionsPerShard;
    private TimeSpan _mapRefreshInterval = ShardingOptions.DefaultMapRefreshInterval;
    private bool _isDryRun;

    internal ShardingOptionsBuilder()
    {
    }

    /// <summary>Adds a shard of one server, the primary.</summary>
    /// <param name="name">The shard's name, the same for ever: the shard's own database remembers it.</param>
    /// <param name="connectionString">The connection string, in the provider's form.</param>
    /// <exception cref="ShardingConfigurationException">The name or the connection string is blank, or the name is taken.</exception>
    public ShardingOptionsBuilder AddShard(string name, string connectionString) => Add(NewShard(name).Primary(connectionString));

    /// <summary>Adds a shard of one server, the primary, reached through the application's own data source, which the application disposes.</summary>
    /// <param name="name">The shard's name, the same for ever: the shard's own database remembers it.</param>
    /// <param name="dataSource">
    ///     The data source. Make it once, not anew wherever options are made: the same data source means the same pool of connections.
    /// </param>
    /// <exception cref="ShardingConfigurationException">The name is blank or taken.</exception>
    public ShardingOptionsBuilder AddShard(string name, DbDataSource dataSource) => Add(NewShard(name).Primary(dataSource));

    /// <summary>Adds a shard of a primary and replicas.</summary>
    /// <param name="name">The shard's name, the same for ever: the shard's own database remembers it.</param>
    /// <param name="configure">Names the servers.</param>
    /// <exception cref="ShardingConfigurationException">The name is blank or taken, or the shard has no primary.</exception>
    public ShardingOptionsBuilder AddShard(string name, Action<ShardBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var shard = NewShard(name);
        configure(shard);
        return Add(shard);
    }

    /// <summary>
    ///     Defines how a co-location group spreads its keys. Entities join a group with <c>InGroup(name)</c>; those that do not are in the
    ///     group <c>"default"</c>, which hashes over all shards unless it is defined here.
    /// </summary>
    /// <param name="name">The group's name.</param>
    /// <param name="configure">Chooses the strategy, hash over slots by default, and the shards, all by default.</param>
    /// <exception cref="ShardingConfigurationException">The name is blank or defined twice, or the definition contradicts itself.</exception>
    public ShardingOptionsBuilder Group(string name, Action<ShardGroupBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var group = new ShardGroupBuilder(ShardingNames.Check(name, "group"));
        if (_groups.Any(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw ConfigurationErrors.DuplicateGroup(name);
        }

        configure(group);
        _groups.Add(group.Build());
        return this;
    }

    /// <summary>Names the shard that holds the unsharded tables. Default: the shard that was added first.</summary>
    /// <exception cref="ShardingConfigurationException">No such shard is added.</exception>
    public ShardingOptionsBuilder UnshardedOn(string name)
    {
        _unshardedOn = ShardingNames.Check(name, "shard");
        return this;
    }

    /// <summary>Says what to do with entities that the model does not declare. Default: <see cref="EfShard.UnmarkedEntities.Refuse" />.</summary>
    public ShardingOptionsBuilder UnmarkedEntities(UnmarkedEntities policy)
    {
        _unmarkedEntities = Enum.IsDefined(policy)
            ? policy
            : throw ConfigurationErrors.OutOfRange(nameof(UnmarkedEntities), "Refuse or OnDefaultShard", (long)policy);
        return this;
    }

    /// <summary>
    ///     Says what a commit over several shards does. Default: <see cref="EfShard.CrossShardCommit.TwoPhase" /> where every shard can (PostgreSQL with
    ///     <c>max_prepared_transactions</c> above zero), otherwise <see cref="EfShard.CrossShardCommit.Reject" />.
    /// </summary>
    /// <remarks>
    ///     Where <see cref="EfShard.CrossShardCommit.TwoPhase" /> is chosen and a server can't prepare transactions, the first connection to it fails with a
    ///     <see cref="ShardingConfigurationException" />. By default only the commits over several shards are refused. Where
    ///     <see cref="EfShard.CrossShardCommit.Atomic" /> is chosen, Sqlite files that are in WAL mode are switched to a rollback journal when they are first opened.
    /// </remarks>
    public ShardingOptionsBuilder CrossShardCommit(CrossShardCommit policy)
    {
        _crossShardCommit = Enum.IsDefined(policy)
            ? policy
            : throw ConfigurationErrors.OutOfRange(nameof(CrossShardCommit), "Reject, BestEffort, TwoPhase or Atomic", (long)policy);
        return this;
    }

    /// <summary>
    ///     Limits how long a statement waits for a lock in a two-phase transaction that writes several shards: a deadlock over shards, which no server
    ///     sees, ends by it. Default: 10 seconds; each transaction takes up to a quarter less, by chance, so that those who wait for each other don't give up
    ///     together. A shorter <c>lock_timeout</c> of the connection's stays.
    /// </summary>
    /// <param name="limit">From 1 millisecond to 24 hours. Beyond it the database's error is thrown (PostgreSQL: 55P03), which retrying strategies repeat.</param>
    /// <exception cref="ShardingConfigurationException">The limit is out of range.</exception>
    public ShardingOptionsBuilder CrossShardLockTimeout(TimeSpan limit)
    {
        _crossShardLockTimeout = limit >= TimeSpan.FromMilliseconds(1) && limit <= TimeSpan.FromHours(24)
            ? limit
            : throw ConfigurationErrors.OutOfRange(nameof(CrossShardLockTimeout), "from 1 to 86,400,000 milliseconds", (long)limit.TotalMilliseconds);
        return this;
    }

    /// <summary>
    ///     Says what happens to queries that several shards can't answer each by itself. Default: <see cref="GatherPolicy.Warn" />. A context's scope
    ///     (<see cref="ShardingFacade.UseGather" />) and a query (<c>WithGather</c>) may say otherwise.
    /// </summary>
    public ShardingOptionsBuilder Gather(GatherPolicy policy)
    {
        _gather = Enum.IsDefined(policy)
            ? policy
            : throw ConfigurationErrors.OutOfRange(nameof(Gather), "Warn, Allow or Throw", (long)policy);
        return this;
    }

    /// <summary>
    ///     Limits what one query may gather. Default: 1,000,000 rows, whatever their size. A query that would gather more fails with a
    ///     <see cref="GatherBudgetException" /> before it holds more than that.
    /// </summary>
    /// <param name="rows">The most rows that one query may hold in temporary tables, at least 1.</param>
    /// <param name="bytes">The most bytes of them that may travel from other shards, at least 1, as the database sends them.</param>
    /// <exception cref="ShardingConfigurationException">A limit is below 1.</exception>
    public ShardingOptionsBuilder GatherBudget(long rows, long bytes = long.MaxValue)
    {
        _gatherRows = rows > 0 ? rows : throw ConfigurationErrors.OutOfRange(nameof(GatherBudget), "at least 1 row", rows);
        _gatherBytes = bytes > 0 ? bytes : throw ConfigurationErrors.OutOfRange(nameof(GatherBudget), "at least 1 byte", bytes);
        return this;
    }

    /// <summary>For tests: gathers more than is needed.</summary>
    internal ShardingOptionsBuilder Gather(GatherMode mode)
    {
        _gatherMode = mode;
        return this;
    }

    /// <summary>For tests: from how many skipped rows on a page is read keys first.</summary>
    internal ShardingOptionsBuilder KeysFirst(long from)
    {
        _keysFirstFrom = from;
        return this;
    }

    /// <summary>Says how replicas are read and watched, where shards have some. The defaults suit most: reads see their own writes.</summary>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <exception cref="ShardingConfigurationException">A value is out of range.</exception>
    public ShardingOptionsBuilder Replicas(Action<ReplicaOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var replicas = new ReplicaOptionsBuilder(_replicas);
        configure(replicas);
        _replicas = replicas.Build();
        return this;
    }

    /// <summary>Takes the time that <c>HasShardedId()</c> writes into ids and that <see cref="MapRefreshInterval" /> counts from elsewhere, for tests. Waits for servers that do not answer take the system's. Default: <see cref="System.TimeProvider.System" />.</summary>
    /// <param name="time">The clock.</param>
    public ShardingOptionsBuilder TimeProvider(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        return this;
    }

    /// <summary>
    ///     Says how often this process looks whether a shard has become read-only or detached (<see cref="ShardingFacade.SetAvailabilityAsync" />), and whether the
    ///     map is still that of its options, with a <see cref="ShardMapException" /> if not: when a connection is opened, at most once in so long a shard.
    ///     Default: 30 seconds.
    /// </summary>
    /// <param name="interval">More than zero, at most a day.</param>
    /// <exception cref="ShardingConfigurationException">The interval is out of range.</exception>
    public ShardingOptionsBuilder MapRefreshInterval(TimeSpan interval)
    {
        _mapRefreshInterval = interval > TimeSpan.Zero && interval <= TimeSpan.FromDays(1)
            ? interval
            : throw ConfigurationErrors.OutOfRange(nameof(MapRefreshInterval), "more than zero and at most 86,400,000 milliseconds", (long)interval.TotalMilliseconds);
        return this;
    }

    /// <summary>Limits how many shards one query asks at the same time. Default: 16.</summary>
    /// <param name="count">At least 1. A query over more shards asks the rest as the first ones finish.</param>
    /// <exception cref="ShardingConfigurationException">The count is below 1.</exception>
    public ShardingOptionsBuilder MaxParallelShards(int count)
    {
        _maxParallelShards = count > 0 ? count : throw ConfigurationErrors.OutOfRange(nameof(MaxParallelShards), "at least 1", count);
        return this;
    }

    /// <summary>
    ///     Limits how many connections to one shard this process holds open at the same time, over all its contexts. Default: 100. Where the pool of one of the shard's
    ///     servers gives out fewer (Npgsql's <c>Maximum Pool Size</c>), that is the limit.
    /// </summary>
    /// <param name="count">At least 1. Further requests wait up to 15 seconds for a connection to be closed; then they end with a <see cref="TimeoutException" />.</param>
    /// <exception cref="ShardingConfigurationException">The count is below 1.</exception>
    public ShardingOptionsBuilder MaxConnectionsPerShard(int count)
    {
        _maxConnectionsPerShard = count > 0 ? count : throw ConfigurationErrors.OutOfRange(nameof(MaxConnectionsPerShard), "at least 1", count);
        return this;
    }

    /// <summary>
    ///     Tries sharding out: the shard that was added first is your one database as it is, and everything stays there, unchanged; the other shards are
    ///     planned for and never opened. <see cref="ShardingFacade.GetDryRunReportAsync" /> lists what each query and each save of the running
    ///     application would do on all of them.
    /// </summary>
    /// <remarks>
    ///     The database gets no map, and must not be one of several shards already. <c>OnShard</c> and <c>UseShard</c> know the first shard only. Routing each
    ///     statement a second time costs some microseconds.
    /// </remarks>
    /// <exception cref="ShardingConfigurationException">Thrown when the options are complete: there is no second shard to plan for.</exception>
    public ShardingOptionsBuilder DryRun()
    {
        _isDryRun = true;
        return this;
    }

    /// <summary>The configuration section that the options are read from.</summary>
    internal IConfiguration? Source { get; set; }

    internal ShardingOptions Build()
    {
        if (_shards.Count == 0)
        {
            throw ConfigurationErrors.NoShard();
        }

        var unshardedOn = _unshardedOn ?? _shards[0].Name;
        if (!IsShard(unshardedOn))
        {
            throw ConfigurationErrors.UnknownShard("UnshardedOn names", unshardedOn, Names);
        }

        foreach (var group in _groups)
        {
            foreach (var shard in group.Shards ?? group.Given?.Shards ?? [])
            {
                if (!IsShard(shard))
                {
                    throw ConfigurationErrors.UnknownShard($"The group '{group.Name}' names", shard, Names);
                }
            }
        }

        List<GroupDefinition> groups = [.. _groups];
        if (!groups.Exists(static g => g.Name == ShardingNames.DefaultGroup))
        {
            groups.Add(GroupDefinition.Default);
        }

        groups.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name));
        List<ShardDefinition> shards = [.. _shards];
        shards.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name));
        var options = new ShardingOptions
        {
            Source = Source,
            Shards = shards,
            Groups = groups,
            UnshardedOn = unshardedOn,
            UnmarkedEntities = _unmarkedEntities,
            CrossShardCommit = _crossShardCommit,
            CrossShardLockTimeout = _crossShardLockTimeout,
            Gather = _gather,
            GatherMode = _gatherMode,
            KeysFirstFrom = _keysFirstFrom,
            GatherRows = _gatherRows,
            GatherBytes = _gatherBytes,
            Replicas = _replicas,
            Time = _time,
            MapRefreshInterval = _mapRefreshInterval,
            MaxParallelShards = _maxParallelShards,
            MaxConnectionsPerShard = _maxConnectionsPerShard,
        };
        return !_isDryRun ? options
            : shards.Count > 1 ? options.ToDryRun(_shards[0])
            : throw ConfigurationErrors.NothingToPlan(_shards[0].Name);
    }

    private IEnumerable<string> Names => _shards.Select(s => s.Name);

    private bool IsShard(string name)
    {
        foreach (var shard in _shards)
        {
            if (string.Equals(shard.Name, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private ShardBuilder NewShard(string name)
    {
        ShardingNames.Check(name, "shard");
        foreach (var shard in _shards)
        {
            if (string.Equals(shard.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                throw ConfigurationErrors.DuplicateShard(name);
            }
        }

        return new ShardBuilder(name);
    }

    private ShardingOptionsBuilder Add(ShardBuilder shard)
    {
        _shards.Add(shard.Build());
        return this;
    }
}
