using EfShard.Infrastructure;
using EfShard.Topology;

namespace EfShard;

/// <summary>Says how replicas are read and watched.</summary>
public sealed class ReplicaOptionsBuilder
{
    private ReplicaOptions _options;

    internal ReplicaOptionsBuilder(ReplicaOptions options) => _options = options;

    /// <summary>Sets the level of reads that say nothing else. Default: <see cref="EfShard.Consistency.ReadYourWrites" />.</summary>
    public ReplicaOptionsBuilder Consistency(Consistency level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return With(_options with { Consistency = level });
    }

    /// <summary>Sets how long a read waits for a replica to replay what it must see, before it asks the primary. Default: 100 ms.</summary>
    /// <param name="wait">Zero or more; zero asks the primary at once.</param>
    /// <exception cref="ShardingConfigurationException">It is below zero.</exception>
    public ReplicaOptionsBuilder ReplicaWait(TimeSpan wait) => With(_options with { ReplicaWait = NotNegative(wait, nameof(ReplicaWait)) });

    /// <summary>
    ///     For databases that know no log positions (Sqlite): sets how long after a write its session reads from the primary. Default: 1 s.
    /// </summary>
    /// <param name="window">Zero or more. Longer than any replica is behind, or reads may miss what was written.</param>
    /// <exception cref="ShardingConfigurationException">It is below zero.</exception>
    public ReplicaOptionsBuilder RecentWriteWindow(TimeSpan window)
        => With(_options with { RecentWriteWindow = NotNegative(window, nameof(RecentWriteWindow)) });

    /// <summary>Sets how far behind a replica may be and still serve reads of any level. Default: 10 s.</summary>
    /// <param name="lag">Above zero.</param>
    /// <exception cref="ShardingConfigurationException">It is not above zero.</exception>
    public ReplicaOptionsBuilder MaxLag(TimeSpan lag) => With(_options with { MaxLag = Positive(lag, nameof(MaxLag)) });

    /// <summary>Sets how often every server is asked for its position, while the shards are in use. Default: 1 s.</summary>
    /// <param name="interval">Above zero.</param>
    /// <exception cref="ShardingConfigurationException">It is not above zero.</exception>
    public ReplicaOptionsBuilder LagInterval(TimeSpan interval) => With(_options with { LagInterval = Positive(interval, nameof(LagInterval)) });

    /// <summary>Sets how often a server that does not answer is asked again, and after how many failures in a row it is down. Default: 5 s, 3.</summary>
    /// <param name="interval">Above zero.</param>
    /// <param name="failures">At least 1.</param>
    /// <exception cref="ShardingConfigurationException">A value is out of range.</exception>
    public ReplicaOptionsBuilder Health(TimeSpan interval, int failures)
        => With(_options with
        {
            HealthInterval = Positive(interval, nameof(Health)),
            HealthFailures = failures > 0 ? failures : throw ConfigurationErrors.OutOfRange(nameof(Health), "at least 1 failure", failures),
        });

    /// <summary>Sets how long a write waits for a new primary while its shard has none. Default: zero, it fails at once.</summary>
    /// <param name="wait">Zero or more.</param>
    /// <exception cref="ShardingConfigurationException">It is below zero.</exception>
    public ReplicaOptionsBuilder FailoverWait(TimeSpan wait) => With(_options with { FailoverWait = NotNegative(wait, nameof(FailoverWait)) });

    /// <summary>Says who makes a replica the primary when a shard's primary is gone. Default: <see cref="FailoverMode.Observe" />, somebody else.</summary>
    /// <remarks>
    ///     <see cref="FailoverMode.Promote" /> acts when the primary has not answered for the interval of <see cref="Health" /> times its failures (15 s by default). While it
    ///     is set, servers are watched as long as the process lives, from the first query on.
    /// </remarks>
    /// <param name="mode">Who.</param>
    public ReplicaOptionsBuilder Failover(FailoverMode mode)
        => With(_options with
        {
            Failover = Enum.IsDefined(mode) ? mode : throw ConfigurationErrors.OutOfRange(nameof(Failover), "Observe or Promote", (long)mode),
        });

    /// <summary>Says where this process runs: replicas of this zone are asked first. Default: nowhere.</summary>
    /// <param name="zone">The zone's name, as <see cref="ReplicaBuilder.Zone" /> has it.</param>
    public ReplicaOptionsBuilder LocalZone(string zone)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(zone);
        return With(_options with { LocalZone = zone });
    }

    /// <summary>Signs session tokens with a key, so that a forged one is refused. Default: they are not signed.</summary>
    /// <param name="key">At least 16 random bytes, the same in every process that shares sessions.</param>
    /// <exception cref="ShardingConfigurationException">It is too short.</exception>
    public ReplicaOptionsBuilder SessionKey(ReadOnlySpan<byte> key)
        => With(_options with
        {
            SessionKey = key.Length >= 16 ? Convert.ToBase64String(key) : throw ConfigurationErrors.BadReplicaOption(nameof(SessionKey), "at least 16 bytes long"),
        });

    /// <summary>Takes the time from elsewhere, for tests. Default: <see cref="System.TimeProvider.System" />.</summary>
    public ReplicaOptionsBuilder TimeProvider(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return With(_options with { Time = time });
    }

    internal ReplicaOptionsBuilder IgnorePositions() => With(_options with { ChecksPositions = false });

    internal ReplicaOptionsBuilder Random(Func<double> random) => With(_options with { Random = random });

    internal ReplicaOptions Build() => _options;

    private ReplicaOptionsBuilder With(ReplicaOptions options)
    {
        _options = options;
        return this;
    }

    private static TimeSpan NotNegative(TimeSpan value, string option)
        => value >= TimeSpan.Zero ? value : throw ConfigurationErrors.BadReplicaOption(option, "zero or more");

    private static TimeSpan Positive(TimeSpan value, string option)
        => value > TimeSpan.Zero ? value : throw ConfigurationErrors.BadReplicaOption(option, "above zero");
}
