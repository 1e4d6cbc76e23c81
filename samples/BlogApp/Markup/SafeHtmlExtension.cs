using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;

namespace BlogApp.Markup;

/// <summary>Plugs the rules for safe HTML into Markdig: what links may lead to, and what becomes of raw HTML.</summary>
internal sealed class SafeHtmlExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.DocumentProcessed += SafeLinks.Apply;

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        if (renderer is HtmlRenderer html)
        {
            html.ObjectRenderers.ReplaceOrAdd<HtmlInlineRenderer>(new TextOfHtmlInline());
            html.ObjectRenderers.ReplaceOrAdd<HtmlBlockRenderer>(new TextOfHtmlBlock());
        }
    }
}
