using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace BlogApp.Markup;

/// <summary>Writes a block of HTML as a paragraph of its text.</summary>
internal sealed class TextOfHtmlBlock : HtmlObjectRenderer<HtmlBlock>
{
    protected override void Write(HtmlRenderer renderer, HtmlBlock html)
    {
        var text = HtmlTags.TextOf(html.Lines.ToString()).Trim();
        if (text.Length == 0)
        {
            return;
        }

        renderer.EnsureLine();
        renderer.Write(renderer.EnableHtmlForBlock ? "<p>" : "");
        renderer.WriteEscape(text);
        renderer.WriteLine(renderer.EnableHtmlForBlock ? "</p>" : "");
    }
}
