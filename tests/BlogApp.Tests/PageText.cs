using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace BlogApp.Tests;

/// <summary>Reads what the tests ask for out of a page.</summary>
internal static partial class PageText
{
    /// <summary>The ids of the posts that a page lists, in its order.</summary>
    public static List<long> PostIds(string page)
        => [.. PostId().Matches(page).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>The address of the page's link with this relation; null if there is none.</summary>
    public static string? Link(string page, string relation)
        => AnchorWithRelation().Matches(page)
            .Where(match => match.Groups[1].Value == relation)
            .Select(match => WebUtility.HtmlDecode(match.Groups[2].Value))
            .SingleOrDefault();

    /// <summary>The hidden token that the form of a page must send back.</summary>
    public static string FormToken(string page) => WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value);

    [GeneratedRegex("data-post=\"([0-9]+)\"")]
    private static partial Regex PostId();

    [GeneratedRegex("<a class=\"button\" rel=\"([a-z]+)\" href=\"([^\"]*)\"")]
    private static partial Regex AnchorWithRelation();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
