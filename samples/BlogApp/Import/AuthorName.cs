using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BlogApp.Import;

/// <summary>
/// An author as a file names them, which over the years may be in several ways: "Ana Gómez", "ana gomez (@ana)", "Ana M. Gómez and Bo Li".
/// </summary>
/// <param name="Display">The first author's name, without handles.</param>
/// <param name="Key">The same for all spellings that differ in case, accents, punctuation or middle initials only.</param>
/// <param name="Byline">All authors as written, if there are several; else null.</param>
internal sealed partial record AuthorName(string Display, string Key, string? Byline)
{
    public static AuthorName Unknown { get; } = new("Unknown author", KeyOf("Unknown author"), null);

    public static AuthorName Parse(string? text)
    {
        var names = Separator().Split(Handle().Replace(text ?? "", " "))
            .Select(name => Space().Replace(name, " ").Trim())
            .Where(name => KeyOf(name).Length > 0)
            .ToList();
        return names.Count == 0 ? Unknown : new AuthorName(names[0], KeyOf(names[0]), names.Count > 1 ? string.Join(", ", names) : null);
    }

    public static string KeyOf(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
            {
                letters.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                letters.Append(' ');
            }
        }

        var words = letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var withoutInitials = words.Where((word, i) => word.Length > 1 || i == 0 || i == words.Length - 1);
        return string.Join(' ', withoutInitials);
    }

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Handle();

    [GeneratedRegex(@"\s*[,&;]\s*|\s+and\s+|\s+prepared by\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
