using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>Reads the options from a configuration section by calling the builder, so that both ways have the same rules and errors.</summary>
internal static class ConfigurationReader
{
    private const string Rows = "Rows";
    private const string Bytes = "Bytes";
    private const string Shards = "Shards";
    private const string Groups = "Groups";
    private const string Primary = "Primary";
    private const string Replicas = "Replicas";

    public static void Read(IConfiguration section, ShardingOptionsBuilder builder)
    {
        if (!section.GetChildren().Any())
        {
            throw ConfigurationErrors.MissingSection((section as IConfigurationSection)?.Path);
        }

        ConfigurationKeys.OnlyKnown(
            section,
            Shards,
            Groups,
            nameof(builder.UnshardedOn),
            nameof(builder.UnmarkedEntities),
            nameof(builder.CrossShardCommit),
            nameof(builder.Gather),
            nameof(builder.GatherBudget),
            Replicas,
            nameof(builder.MaxParallelShards),
            nameof(builder.MaxConnectionsPerShard),
            nameof(builder.DryRun));
        ReadShards(section.GetSection(Shards), builder);
        foreach (var group in section.GetSection(Groups).GetChildren())
        {
            builder.Group(group.Key, g => GroupConfigurationReader.Read(group, g));
        }

        if (section.GetSection(nameof(builder.UnshardedOn)) is { } unshardedOn && unshardedOn.Exists())
        {
            builder.UnshardedOn(ConfigurationKeys.Text(unshardedOn, "the name of a shard"));
        }

        if (ConfigurationKeys.Choice<UnmarkedEntities>(section, nameof(builder.UnmarkedEntities)) is { } unmarked)
        {
            builder.UnmarkedEntities(unmarked);
        }

        if (ConfigurationKeys.Choice<CrossShardCommit>(section, nameof(builder.CrossShardCommit)) is { } commit)
        {
            builder.CrossShardCommit(commit);
        }

        if (ConfigurationKeys.Choice<GatherPolicy>(section, nameof(builder.Gather)) is { } gather)
        {
            builder.Gather(gather);
        }

        if (section.GetSection(nameof(builder.GatherBudget)) is { } budget && budget.Exists())
        {
            ConfigurationKeys.OnlyKnown(budget, Rows, Bytes);
            builder.GatherBudget(
                ConfigurationKeys.Long(budget, Rows) ?? ShardingOptions.DefaultGatherRows, ConfigurationKeys.Long(budget, Bytes) ?? long.MaxValue);
        }

        if (section.GetSection(Replicas) is { } replicas && replicas.Exists())
        {
            builder.Replicas(r => ReplicaConfigurationReader.Read(replicas, r));
        }

        if (ConfigurationKeys.Integer(section, nameof(builder.MaxParallelShards)) is { } parallel)
        {
            builder.MaxParallelShards(parallel);
        }

        if (ConfigurationKeys.Integer(section, nameof(builder.MaxConnectionsPerShard)) is { } connections)
        {
            builder.MaxConnectionsPerShard(connections);
        }

        if (ConfigurationKeys.Flag(section, nameof(builder.DryRun)) is true)
        {
            builder.DryRun();
        }
    }

    /// <summary>In ordinal order of the names: sources such as environment variables have an order of their own.</summary>
    private static void ReadShards(IConfigurationSection shards, ShardingOptionsBuilder builder)
    {
        if (shards.Value is not null)
        {
            throw ConfigurationErrors.BadValue(shards.Path, "an object with a key for each shard");
        }

        foreach (var shard in shards.GetChildren().OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            builder.AddShard(shard.Key, s => ReadShard(shard, s));
        }
    }

    private static void ReadShard(IConfigurationSection section, ShardBuilder shard)
    {
        if (!section.GetChildren().Any())
        {
            shard.Primary(section.Value ?? string.Empty);
            return;
        }

        ConfigurationKeys.OnlyKnown(section, Primary, Replicas);
        if (section.GetSection(Primary) is { } primary && primary.Exists())
        {
            shard.Primary(ConfigurationKeys.Text(primary, "a connection string"));
        }

        ReplicaConfigurationReader.ReadServers(section.GetSection(Replicas), shard);
    }
}
