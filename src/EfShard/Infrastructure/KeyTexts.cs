using System.Globalization;

namespace EfShard.Infrastructure;

/// <summary>How the text of a configuration value becomes a shard key, by the name of the key's type. In the invariant culture.</summary>
internal static class KeyTexts
{
    public static short Int16(string text) => short.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static int Int32(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static long Int64(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static DateOnly DateOnly(string text) => System.DateOnly.Parse(text, CultureInfo.InvariantCulture);

    // Without RoundtripKind "...Z" would become the machine's local time.
    public static DateTime DateTime(string text) => System.DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    public static DateTimeOffset DateTimeOffset(string text)
        => System.DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Reads one value.</summary>
    /// <exception cref="ShardingConfigurationException">The text is missing, or is none of the type.</exception>
    public static T Read<T>(Microsoft.Extensions.Configuration.IConfigurationSection child, Func<string, T> parse, string what)
    {
        var text = ConfigurationKeys.Text(child, what);
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw ConfigurationErrors.BadValue(child.Path, what);
        }
    }
}
