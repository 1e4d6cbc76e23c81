using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace BlogApp.Markup;

/// <summary>Tells tags of HTML and MathML from text that only looks like one, such as the <c>&lt;T&gt;</c> of generic code.</summary>
internal static partial class HtmlTags
{
    private static readonly FrozenSet<string> Names =
        """
        a abbr address article aside audio b blockquote br button caption center cite code col dd del details div dl dt em embed
        figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label li link main mark meta
        nav object ol option p picture pre q s samp script section select small source span strike strong style sub summary sup
        svg table tbody td textarea tfoot th thead tr tt u ul var video math mfrac mi mn mo mrow mspace msqrt mstyle msub
        msubsup msup mtable mtd mtext mtr munder mover munderover
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the text is one comment, or one opening or closing tag of a known element.</summary>
    public static bool IsTag(string text)
        => text.StartsWith("<!", StringComparison.Ordinal)
            || text.StartsWith("<?", StringComparison.Ordinal)
            || (TagName().Match(text) is { Success: true } match && Names.Contains(match.Groups[1].Value));

    public static bool IsLineBreak(string text) => TagName().Match(text) is { Success: true } match && match.Groups[1].ValueSpan is "br" or "BR";

    /// <summary>The text of a piece of HTML: without known tags and comments, and without what is inside scripts and styles.</summary>
    public static string TextOf(string html)
        => AnyTag().Replace(Hidden().Replace(html, ""), match => IsTag(match.Value) ? "" : match.Value);

    [GeneratedRegex(@"^</?([A-Za-z][A-Za-z0-9]*)[\s/>]")]
    private static partial Regex TagName();

    [GeneratedRegex("</?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")]
    private static partial Regex AnyTag();

    [GeneratedRegex(@"<!--.*?(-->|$)|<(script|style)\b.*?(</\2\s*>|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Hidden();
}
