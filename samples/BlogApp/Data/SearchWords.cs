using System.Globalization;
using System.Text;

namespace BlogApp.Data;

/// <summary>
/// The words of a text without case and accents. A post's are stored with it, each once and with a space before it, so that one condition finds the
/// words that begin with what was typed, and finds the same in every database, whatever its collation.
/// </summary>
internal static class SearchWords
{
    /// <summary>More words than this in a question are left out.</summary>
    public const int MostAsked = 8;

    /// <summary>What is stored with a post.</summary>
    public static string Of(string title, string body)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var word in Split(title).Concat(Split(body)))
        {
            if (words.Add(word))
            {
                text.Append(' ').Append(word);
            }
        }

        return text.ToString();
    }

    /// <summary>The words of a question, each once.</summary>
    public static List<string> Asked(string? question) => [.. Split(question ?? "").Distinct(StringComparer.Ordinal).Take(MostAsked)];

    private static IEnumerable<string> Split(string text)
    {
        // Letters with accents are taken apart, so that the accents can be left out.
        var letters = Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormKD);
        var word = new StringBuilder();
        foreach (var c in letters)
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (char.IsAscii(c) || CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                if (word.Length > 0)
                {
                    yield return word.ToString();
                    word.Clear();
                }
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
