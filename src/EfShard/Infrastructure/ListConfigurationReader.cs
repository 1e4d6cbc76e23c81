using EfShard.Strategies;
using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>Reads a group's lists: <c>{ "Key": "String", "Lists": { "s0": ["US", "CA"] }, "Otherwise": "s1" }</c>.</summary>
internal static class ListConfigurationReader
{
    public const string Key = "Key";
    public const string Lists = "Lists";
    public const string Otherwise = "Otherwise";

    private static readonly Dictionary<string, Action<IConfigurationSection, ShardGroupBuilder>> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Int16"] = Reader(KeyTexts.Int16),
        ["Int32"] = Reader(KeyTexts.Int32),
        ["Int64"] = Reader(KeyTexts.Int64),
        ["String"] = Reader(s => s),
        ["Guid"] = Reader(Guid.Parse),
        ["DateOnly"] = Reader(KeyTexts.DateOnly),
    };

    public static void Read(IConfigurationSection section, ShardGroupBuilder group)
    {
        var key = section.GetSection(Key);
        if (key.Value is null || !Readers.TryGetValue(key.Value, out var reader))
        {
            throw ConfigurationErrors.BadValue(key.Path, $"one of {string.Join(", ", Readers.Keys)}, the type of the shard key");
        }

        reader(section, group);
    }

    private static Action<IConfigurationSection, ShardGroupBuilder> Reader<T>(Func<string, T> parse)
        where T : notnull
        => (section, group) => group.List<T>(list =>
        {
            foreach (var shard in section.GetSection(Lists).GetChildren())
            {
                var keys = shard.GetChildren().ToArray();
                if (keys.Length == 0)
                {
                    throw ConfigurationErrors.BadValue(shard.Path, "an array of keys");
                }

                list.Shard(shard.Key, keys.Select(key => KeyTexts.Read(key, parse, $"a key of type {typeof(T).Name}")));
            }

            if (section.GetSection(Otherwise) is { } otherwise && otherwise.Exists())
            {
                list.Otherwise(ConfigurationKeys.Text(otherwise, "the name of a shard"));
            }
        });
}
