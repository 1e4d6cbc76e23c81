using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace BlogApp.Markup;

/// <summary>Writes nothing for a known tag inside a line, a line break for <c>br</c>, and encoded text for what is no tag.</summary>
internal sealed class TextOfHtmlInline : HtmlObjectRenderer<HtmlInline>
{
    protected override void Write(HtmlRenderer renderer, HtmlInline html)
    {
        if (HtmlTags.IsLineBreak(html.Tag))
        {
            renderer.Write(renderer.EnableHtmlForInline ? "<br />" : " ");
        }
        else if (!HtmlTags.IsTag(html.Tag))
        {
            renderer.WriteEscape(html.Tag);
        }
    }
}
