using System.Text;

namespace EfShard.Infrastructure;

/// <summary>Rules for names of shards and groups: they are written into the databases, so they must survive there unchanged.</summary>
internal static class ShardingNames
{
    /// <summary>What fits into the map table's key on every provider.</summary>
    public const int MaxLength = 100;

    public const string DefaultGroup = "default";

    public static string Check(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw ConfigurationErrors.EmptyName(what);
        }

        return name.Length <= MaxLength && !char.IsWhiteSpace(name[0]) && !char.IsWhiteSpace(name[^1]) && IsPrintable(name)
            ? name
            : throw ConfigurationErrors.BadName(what, name);
    }

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Select(n => $"'{n}'"));

    // A loop, not LINQ: AddDbContext makes options, and so checks names, for every context.
    private static bool IsPrintable(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
