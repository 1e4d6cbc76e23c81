using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace EfShard.Infrastructure;

/// <summary>
///     Reads single values of a configuration section and refuses keys that nobody reads: a misspelt key would silently leave a default in
///     place. Errors name paths, never values, because some values are connection strings.
/// </summary>
internal static class ConfigurationKeys
{
    public static void OnlyKnown(IConfiguration section, params string[] known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw ConfigurationErrors.UnknownKey(child.Path, known);
            }
        }
    }

    public static int? Integer(IConfiguration section, string key)
    {
        var child = section.GetSection(key);
        return !child.Exists() ? null
            : int.TryParse(child.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : throw ConfigurationErrors.BadValue(child.Path, "a whole number");
    }

    public static long? Long(IConfiguration section, string key)
    {
        var child = section.GetSection(key);
        return !child.Exists() ? null
            : long.TryParse(child.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : throw ConfigurationErrors.BadValue(child.Path, "a whole number");
    }

    public static bool? Flag(IConfiguration section, string key)
    {
        var child = section.GetSection(key);
        return !child.Exists() ? null
            : bool.TryParse(child.Value, out var value) ? value
            : throw ConfigurationErrors.BadValue(child.Path, "true or false");
    }

    public static double? Number(IConfiguration section, string key)
    {
        var child = section.GetSection(key);
        return !child.Exists() ? null
            : double.TryParse(child.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
            : throw ConfigurationErrors.BadValue(child.Path, "a number");
    }

    public static TimeSpan? Time(IConfiguration section, string key)
    {
        var child = section.GetSection(key);
        return !child.Exists() ? null
            : TimeSpan.TryParseExact(child.Value, ["c", "g"], CultureInfo.InvariantCulture, out var value) ? value
            : throw ConfigurationErrors.BadValue(child.Path, "a time, as 00:00:05");
    }

    public static TEnum? Choice<TEnum>(IConfiguration section, string key)
        where TEnum : struct, Enum
    {
        var child = section.GetSection(key);
        if (!child.Exists())
        {
            return null;
        }

        // By name only: Enum.TryParse would also take numbers.
        var name = Enum.GetNames<TEnum>().FirstOrDefault(n => string.Equals(n, child.Value, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw ConfigurationErrors.BadValue(child.Path, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}") : Enum.Parse<TEnum>(name);
    }

    /// <summary>A text that must be there.</summary>
    public static string Text(IConfigurationSection child, string what)
        => string.IsNullOrWhiteSpace(child.Value) ? throw ConfigurationErrors.BadValue(child.Path, what) : child.Value;

    /// <summary>The texts of an array; <see langword="null" /> when the key is absent.</summary>
    public static string[]? Texts(IConfiguration section, string key, string what)
    {
        var child = section.GetSection(key);
        return !child.Exists() ? null
            : child.Value is null ? child.GetChildren().Select(c => Text(c, what)).ToArray()
            : throw ConfigurationErrors.BadValue(child.Path, "an array");
    }
}
