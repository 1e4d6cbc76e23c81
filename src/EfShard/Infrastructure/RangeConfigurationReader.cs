using EfShard.Strategies;
using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>Reads the ranges of a group: the bounds are texts of the type that the group's key names, in the invariant culture.</summary>
internal static class RangeConfigurationReader
{
    private const string Below = "Below";
    private const string Shard = "Shard";
    private const string Rest = "Rest";

    private static readonly Dictionary<string, Action<IConfigurationSection, ShardGroupBuilder>> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Int16"] = Reader(KeyTexts.Int16),
        ["Int32"] = Reader(KeyTexts.Int32),
        ["Int64"] = Reader(KeyTexts.Int64),
        ["String"] = Reader(s => s),
        ["Guid"] = Reader(Guid.Parse),
        ["DateOnly"] = Reader(KeyTexts.DateOnly),
        ["DateTime"] = Reader(KeyTexts.DateTime),
        ["DateTimeOffset"] = Reader(KeyTexts.DateTimeOffset),
    };

    public static void Read(IConfigurationSection key, IConfigurationSection ranges, ShardGroupBuilder group)
    {
        if (key.Value is null || !Readers.TryGetValue(key.Value, out var reader))
        {
            throw ConfigurationErrors.BadValue(key.Path, $"one of {string.Join(", ", Readers.Keys)}, the type of the shard key");
        }

        if (!ranges.GetChildren().Any())
        {
            throw ConfigurationErrors.BadValue(ranges.Path, "an array of ranges: { \"Below\": bound, \"Shard\": name } and, last, { \"Rest\": name }");
        }

        reader(ranges, group);
    }

    private static Action<IConfigurationSection, ShardGroupBuilder> Reader<T>(Func<string, T> parse)
        where T : notnull
        => (ranges, group) => group.Range<T>(range =>
        {
            foreach (var entry in ranges.GetChildren())
            {
                ReadRange(entry, range, parse);
            }
        });

    private static void ReadRange<T>(IConfigurationSection entry, RangeBuilder<T> range, Func<string, T> parse)
        where T : notnull
    {
        if (entry.GetSection(Rest) is { } rest && rest.Exists())
        {
            ConfigurationKeys.OnlyKnown(entry, Rest);
            range.Rest(ConfigurationKeys.Text(rest, "the name of a shard"));
            return;
        }

        ConfigurationKeys.OnlyKnown(entry, Below, Shard);
        var bound = KeyTexts.Read(entry.GetSection(Below), parse, $"a bound of type {typeof(T).Name}");
        range.Below(bound, ConfigurationKeys.Text(entry.GetSection(Shard), "the name of a shard"));
    }
}
