using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace BlogApp.Markup;

/// <summary>Takes the address from every link that is not one to a web page or a mail address, such as <c>javascript:</c>.</summary>
internal static class SafeLinks
{
    private static readonly string[] AllowedSchemes = [Uri.UriSchemeHttp, Uri.UriSchemeHttps, Uri.UriSchemeMailto];

    public static void Apply(MarkdownDocument document)
    {
        // Collected first: replacing a node while walking the tree would lose the walk's place.
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            // A picture from elsewhere would tell its server who reads what, so it is only linked to.
            link.IsImage = false;
            if (link.Parent is LinkInline || !IsAllowed(link.GetDynamicUrl?.Invoke() ?? link.Url))
            {
                ReplaceByContent(link);
                continue;
            }

            if (link.FirstChild is null)
            {
                link.AppendChild(new LiteralInline(link.Url!));
            }

            link.GetAttributes().AddPropertyIfNotExist("rel", "nofollow noopener");
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(a => !a.IsEmail && !IsAllowed(a.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }
    }

    private static bool IsAllowed(string? url)
    {
        if (url is null)
        {
            return false;
        }

        // Browsers skip white space and control characters inside a scheme; so does this check.
        var clean = string.Concat(url.Where(c => !char.IsControl(c) && !char.IsWhiteSpace(c)));
        var colon = clean.IndexOf(':', StringComparison.Ordinal);
        var separator = clean.AsSpan().IndexOfAny('/', '?', '#');
        var isRelative = colon < 0 || (separator >= 0 && separator < colon);
        return isRelative || AllowedSchemes.Contains(clean[..colon], StringComparer.OrdinalIgnoreCase);
    }

    private static void ReplaceByContent(LinkInline link)
    {
        Inline place = link;
        while (link.FirstChild is { } child)
        {
            child.Remove();
            place.InsertAfter(child);
            place = child;
        }

        link.Remove();
    }
}
