using System.Globalization;

namespace EfShard.Strategies;

/// <summary>Reads the text of a <see cref="SlotMap" /> into shards with their ranges; whether each slot has one owner is the map's own check.</summary>
internal static class SlotMapText
{
    public static IEnumerable<(string Shard, SlotRange Range)> Read(string text)
    {
        foreach (var part in text.Split(';'))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw StrategyErrors.SlotMapSyntax(part);
            }

            var shard = ReadName(part, part[..colon]);
            foreach (var range in part[(colon + 1)..].Split(','))
            {
                yield return (shard, ReadRange(range));
            }
        }
    }

    public static bool IsValid(SlotRange range) => range.First >= 0 && range.First <= range.Last && range.Last < SlotMap.SlotCount;

    private static string ReadName(string part, string escaped)
    {
        var name = ShardNames.Unescape(escaped);
        return string.IsNullOrWhiteSpace(name) || !ShardNames.IsUnicode(name) ? throw StrategyErrors.SlotMapSyntax(part) : name;
    }

    private static SlotRange ReadRange(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var range = dash < 0
            ? new SlotRange(ReadSlot(text, text), ReadSlot(text, text))
            : new SlotRange(ReadSlot(text, text[..dash]), ReadSlot(text, text[(dash + 1)..]));
        return IsValid(range) ? range : throw StrategyErrors.SlotMapSyntax(text);
    }

    private static int ReadSlot(string range, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var slot) ? slot : throw StrategyErrors.SlotMapSyntax(range);
}
