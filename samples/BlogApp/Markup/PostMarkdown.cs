using System.Text.Encodings.Web;
using BlogApp.Model;
using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Microsoft.AspNetCore.Components;

namespace BlogApp.Markup;

/// <summary>
/// Turns a post's Markdown into HTML that is safe to show, whoever wrote it: HTML tags in it are left out (their text
/// stays), links lead only to web and mail addresses, images become links.
/// </summary>
internal static class PostMarkdown
{
    // Picked one by one: "advanced extensions" would include generic attributes, with which a post could add an onclick.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .Use<SafeHtmlExtension>()
        .Build();

    public static MarkupString ToHtml(string markdown)
    {
        try
        {
            return new MarkupString(Markdown.ToHtml(markdown, Pipeline));
        }
        catch (ArgumentException)
        {
            // Markdig refuses quotes and lists nested hundreds deep: such a post is shown as it was written.
            return new MarkupString($"<pre>{HtmlEncoder.Default.Encode(markdown)}</pre>");
        }
    }

    /// <summary>The first sentences as plain text, at most <see cref="Post.SummaryLength"/> characters.</summary>
    public static string Summarize(string markdown)
    {
        // A long post's summary does not need the whole of it parsed.
        var head = markdown.Length > 4_000 ? markdown[..4_000] : markdown;
        var text = string.Join(' ', ToPlainText(head).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= Post.SummaryLength)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', Post.SummaryLength - 2);
        end = end > 0 ? end : Post.SummaryLength - 1;
        end = char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
        return text[..end].TrimEnd('.', ',', ';', ':') + "…";
    }

    private static string ToPlainText(string markdown)
    {
        try
        {
            // Prose only: a heading or a piece of code between two sentences reads like a mistake.
            var document = Markdown.Parse(markdown, Pipeline);
            foreach (var block in document.Where(block => block is HeadingBlock or CodeBlock).ToList())
            {
                document.Remove(block);
            }

            using var writer = new StringWriter();
            var renderer = new HtmlRenderer(writer) { EnableHtmlForBlock = false, EnableHtmlForInline = false, EnableHtmlEscape = false };
            Pipeline.Setup(renderer);
            renderer.Render(document);
            return writer.ToString();
        }
        catch (ArgumentException)
        {
            return markdown; // nested too deeply, as above
        }
    }
}
