using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>Reads one group: a strategy by name, what that strategy takes, and the shards.</summary>
internal static class GroupConfigurationReader
{
    private const string Strategy = "Strategy";
    private const string VirtualNodes = "VirtualNodes";
    private const string Shards = "Shards";
    private const string Key = "Key";
    private const string Ranges = "Ranges";

    public static void Read(IConfigurationSection section, ShardGroupBuilder group)
    {
        switch (ConfigurationKeys.Choice<StrategyName>(section, Strategy) ?? StrategyName.Hash)
        {
            case StrategyName.Hash:
                ConfigurationKeys.OnlyKnown(section, Strategy, Shards);
                group.Hash();
                break;
            case StrategyName.Modulo:
                ConfigurationKeys.OnlyKnown(section, Strategy, Shards);
                group.Modulo();
                break;
            case StrategyName.ConsistentHash:
                ConfigurationKeys.OnlyKnown(section, Strategy, Shards, VirtualNodes);
                ReadRing(section, group);
                break;
            case StrategyName.Range:
                ConfigurationKeys.OnlyKnown(section, Strategy, Key, Ranges);
                RangeConfigurationReader.Read(section.GetSection(Key), section.GetSection(Ranges), group);
                break;
            case StrategyName.List:
                ConfigurationKeys.OnlyKnown(section, Strategy, ListConfigurationReader.Key, ListConfigurationReader.Lists, ListConfigurationReader.Otherwise);
                ListConfigurationReader.Read(section, group);
                break;
            case StrategyName.ByMonth:
                OnlyPeriods(section);
                group.ByMonth(periods => PeriodConfigurationReader.Read(section, periods));
                break;
            case StrategyName.ByQuarter:
                OnlyPeriods(section);
                group.ByQuarter(periods => PeriodConfigurationReader.Read(section, periods));
                break;
            case StrategyName.ByYear:
                OnlyPeriods(section);
                group.ByYear(periods => PeriodConfigurationReader.Read(section, periods));
                break;
        }

        if (ConfigurationKeys.Texts(section, Shards, "the name of a shard") is { } shards)
        {
            group.Shards(shards);
        }
    }

    private static void OnlyPeriods(IConfigurationSection section)
        => ConfigurationKeys.OnlyKnown(
            section,
            Strategy,
            PeriodConfigurationReader.From,
            PeriodConfigurationReader.Cycle,
            PeriodConfigurationReader.Periods,
            PeriodConfigurationReader.Before);

    private static void ReadRing(IConfigurationSection section, ShardGroupBuilder group)
    {
        if (ConfigurationKeys.Integer(section, VirtualNodes) is { } nodes)
        {
            group.ConsistentHash(nodes);
        }
        else
        {
            group.ConsistentHash();
        }
    }

    private enum StrategyName
    {
        Hash,
        Modulo,
        ConsistentHash,
        Range,
        List,
        ByMonth,
        ByQuarter,
        ByYear,
    }
}
