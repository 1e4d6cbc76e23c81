namespace EfShard.Strategies;

/// <summary>What the strategies ask of the names of shards, and how a name is written into a canonical text.</summary>
internal static class ShardNames
{
    /// <summary>The names in ordinal order: the order in which they were registered then decides nothing.</summary>
    public static string[] Sorted(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var sorted = names.Select(Checked).Order(StringComparer.Ordinal).ToArray();
        if (sorted.Length == 0)
        {
            throw StrategyErrors.NoShards();
        }

        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                throw StrategyErrors.DuplicateShard(sorted[i]);
            }
        }

        return sorted;
    }

    public static string Checked(string name)
        => string.IsNullOrWhiteSpace(name) || !IsUnicode(name) ? throw StrategyErrors.BadShardName() : name;

    /// <summary>The name without the characters that separate names in a canonical text.</summary>
    public static string Escape(string name) => Uri.EscapeDataString(name);

    public static string Unescape(string text) => Uri.UnescapeDataString(text);

    /// <summary>Whether the text has no half of a surrogate pair: such a text has no UTF-8 bytes, so no order and no escape.</summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }
}
