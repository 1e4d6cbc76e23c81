using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>Reads what a configuration section says about replicas: the servers of a shard, and how all are read and watched.</summary>
internal static class ReplicaConfigurationReader
{
    private const string Server = "Server";
    private const string Weight = "Weight";
    private const string Zone = "Zone";
    private const string MaxStaleness = "MaxStaleness";
    private const string HealthInterval = "HealthInterval";
    private const string HealthFailures = "HealthFailures";

    /// <summary>Reads a shard's replicas: connection strings, or objects that say more.</summary>
    public static void ReadServers(IConfigurationSection section, ShardBuilder shard)
    {
        if (section.Value is not null)
        {
            throw ConfigurationErrors.BadValue(section.Path, "an array");
        }

        foreach (var replica in section.GetChildren())
        {
            if (replica.Value is not null)
            {
                shard.Replica(ConfigurationKeys.Text(replica, "a connection string"));
                continue;
            }

            ConfigurationKeys.OnlyKnown(replica, Server, Weight, Zone);
            shard.Replica(ConfigurationKeys.Text(replica.GetSection(Server), "a connection string"), r =>
            {
                if (ConfigurationKeys.Number(replica, Weight) is { } weight)
                {
                    r.Weight(weight);
                }

                if (replica.GetSection(Zone) is { } zone && zone.Exists())
                {
                    r.Zone(ConfigurationKeys.Text(zone, "the name of a zone"));
                }
            });
        }
    }

    /// <summary>Reads the options of all.</summary>
    public static void Read(IConfiguration section, ReplicaOptionsBuilder builder)
    {
        ConfigurationKeys.OnlyKnown(
            section,
            nameof(builder.Consistency), MaxStaleness, nameof(builder.ReplicaWait), nameof(builder.RecentWriteWindow), nameof(builder.MaxLag),
            nameof(builder.LagInterval), HealthInterval, HealthFailures, nameof(builder.FailoverWait), nameof(builder.Failover), nameof(builder.LocalZone),
            nameof(builder.SessionKey));
        if (ConfigurationKeys.Choice<ConsistencyLevel>(section, nameof(builder.Consistency)) is { } level)
        {
            builder.Consistency(Level(section, level));
        }

        Set(section, nameof(builder.ReplicaWait), builder.ReplicaWait);
        Set(section, nameof(builder.RecentWriteWindow), builder.RecentWriteWindow);
        Set(section, nameof(builder.MaxLag), builder.MaxLag);
        Set(section, nameof(builder.LagInterval), builder.LagInterval);
        Set(section, nameof(builder.FailoverWait), builder.FailoverWait);
        if (ConfigurationKeys.Time(section, HealthInterval) is var interval && ConfigurationKeys.Integer(section, HealthFailures) is var failures
            && (interval is not null || failures is not null))
        {
            var standing = builder.Build();
            builder.Health(interval ?? standing.HealthInterval, failures ?? standing.HealthFailures);
        }

        if (ConfigurationKeys.Choice<FailoverMode>(section, nameof(builder.Failover)) is { } failover)
        {
            builder.Failover(failover);
        }

        if (section.GetSection(nameof(builder.LocalZone)) is { } zone && zone.Exists())
        {
            builder.LocalZone(ConfigurationKeys.Text(zone, "the name of a zone"));
        }

        if (section.GetSection(nameof(builder.SessionKey)) is { } key && key.Exists())
        {
            var bytes = new byte[key.Value?.Length ?? 0];
            builder.SessionKey(
                Convert.TryFromBase64String(key.Value ?? "", bytes, out var length) ? bytes.AsSpan(0, length) : throw ConfigurationErrors.BadValue(key.Path, "a key in base64"));
        }
    }

    private static Consistency Level(IConfiguration section, ConsistencyLevel level) => level switch
    {
        ConsistencyLevel.Strong => Consistency.Strong,
        ConsistencyLevel.ReadYourWrites => Consistency.ReadYourWrites,
        ConsistencyLevel.Session => Consistency.Session,
        ConsistencyLevel.Eventual => Consistency.Eventual,
        ConsistencyLevel.BoundedStaleness when ConfigurationKeys.Time(section, MaxStaleness) is { } bound && bound > TimeSpan.Zero => Consistency.BoundedStaleness(bound),
        ConsistencyLevel.BoundedStaleness => throw ConfigurationErrors.BadValue(section.GetSection(MaxStaleness).Path, "a time above zero, as 00:00:05"),
        _ => throw ConfigurationErrors.BadValue(section.GetSection("Consistency").Path, "a level that needs no user: Sticky(user) is said in code"),
    };

    private static void Set(IConfiguration section, string key, Func<TimeSpan, ReplicaOptionsBuilder> set)
    {
        if (ConfigurationKeys.Time(section, key) is { } time)
        {
            set(time);
        }
    }
}
