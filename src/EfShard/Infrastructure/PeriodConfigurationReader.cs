using EfShard.Strategies;
using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>Reads a group's periods: <c>{ "From": "2024-01-01", "Cycle": ["s0", "s1"] }</c>, or <c>"Periods"</c>, and perhaps <c>"Before"</c>.</summary>
internal static class PeriodConfigurationReader
{
    public const string From = "From";
    public const string Cycle = "Cycle";
    public const string Periods = "Periods";
    public const string Before = "Before";

    public static void Read(IConfigurationSection section, PeriodBuilder periods)
    {
        periods.From(KeyTexts.Read(section.GetSection(From), KeyTexts.DateOnly, "the first day of the first period, such as 2024-01-01"));
        if (ConfigurationKeys.Texts(section, Cycle, "the name of a shard") is { } cycle)
        {
            periods.Cycle(cycle);
        }

        if (ConfigurationKeys.Texts(section, Periods, "the name of a shard") is { } each)
        {
            periods.Periods(each);
        }

        if (section.GetSection(Before) is { } before && before.Exists())
        {
            periods.Before(ConfigurationKeys.Text(before, "the name of a shard"));
        }
    }
}
