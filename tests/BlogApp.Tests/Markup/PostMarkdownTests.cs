using BlogApp.Markup;

namespace BlogApp.Tests.Markup;

public sealed class PostMarkdownTests
{
    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](java&#10;script:alert(1))")]
    [InlineData("[x](&#1;javascript:alert(1))")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x](data:text/html;base64,AAAA)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x]: javascript:alert(1)\n\n[x]")]
    public void Links_that_are_no_web_or_mail_addresses_lose_their_address(string markdown)
        => Assert.DoesNotContain("href", Html(markdown));

    [Theory]
    [InlineData("[x](https://example.org/a?b=c:d)")]
    [InlineData("[x](http://example.org)")]
    [InlineData("[x](mailto:a@example.org)")]
    [InlineData("[x](/posts/1)")]
    [InlineData("[x](page.html?time=10:20)")]
    [InlineData("<https://example.org>")]
    public void Links_to_web_and_mail_addresses_stay(string markdown)
        => Assert.Contains("href=", Html(markdown));

    [Fact]
    public void Images_become_links()
        => Assert.Equal("<p><a href=\"https://example.org/a.png\" rel=\"nofollow noopener\">A cat</a></p>", Html("![A cat](https://example.org/a.png)"));

    [Fact]
    public void An_image_inside_a_link_leaves_one_link()
        => Assert.Equal("<p><a href=\"https://example.org\" rel=\"nofollow noopener\">A cat</a></p>", Html("[![A cat](https://example.org/a.png)](https://example.org)"));

    [Theory]
    [InlineData("<script>alert(1)</script>", "")]
    [InlineData("<script>\nalert(1)\n\nmore()</script>", "")]
    [InlineData("<style>p { color: red }</style>", "")]
    [InlineData("<div onclick=\"evil()\">Text</div>", "<p>Text</p>")]
    [InlineData("a <span title=\"x > y\">b</span> c", "<p>a b c</p>")]
    [InlineData("<svg/onload=alert(1)>", "<p>&lt;svg/onload=alert(1)&gt;</p>")] // no tag to CommonMark
    [InlineData("<img src=x onerror=alert(1)>", "")]
    [InlineData("<!-- hidden -->", "")]
    [InlineData("a<br>b", "<p>a<br />b</p>")]
    [InlineData("List<T> and <string>", "<p>List&lt;T&gt; and &lt;string&gt;</p>")]
    [InlineData("1 < 2", "<p>1 &lt; 2</p>")]
    [InlineData("text {onclick=evil()}", "<p>text {onclick=evil()}</p>")]
    public void Html_is_left_out_and_its_text_kept(string markdown, string expected)
        => Assert.Equal(expected, Html(markdown));

    [Theory]
    [InlineData("<<script>script>alert(1)<</script>/script>")]
    [InlineData("<div><scr<script>ipt>alert(1)</div>")]
    [InlineData("<div\n><img src=x\nonerror=alert(1)\n></div>")]
    [InlineData("<p><a href=\"javascript:alert(1)\">x</a></p>")]
    [InlineData("<math><mi xlink:href=\"data:x\">x</mi></math>")]
    public void No_tag_of_the_author_survives(string markdown)
        => Assert.DoesNotMatch("<(?!/?p>|br />)", Html(markdown));

    [Fact]
    public void Quotes_nested_too_deep_for_the_parser_are_shown_as_written()
    {
        var html = Html(string.Concat(Enumerable.Repeat("> ", 2_000)) + "<b>deep</b>");

        Assert.StartsWith("<pre>&gt; &gt; ", html);
        Assert.EndsWith("&lt;b&gt;deep&lt;/b&gt;</pre>", html);
    }

    [Fact]
    public void A_summary_is_the_plain_text_of_the_first_sentences()
        => Assert.Equal(
            "Some bold and a link. More.",
            PostMarkdown.Summarize("# Heading\n\nSome **bold** and\na [link](https://example.org).\n\n```\ncode\n```\n\n<b>More</b>.\n"));

    [Fact]
    public void A_long_summary_ends_at_a_word()
    {
        var summary = PostMarkdown.Summarize(string.Join(' ', Enumerable.Repeat("four", 200)));

        Assert.InRange(summary.Length, 230, 240);
        Assert.EndsWith("four…", summary);
    }

    [Fact]
    public void A_summary_without_spaces_is_cut_between_characters()
    {
        var summary = PostMarkdown.Summarize("x" + string.Concat(Enumerable.Repeat("😀", 200)));

        Assert.InRange(summary.Length, 235, 240);
        Assert.EndsWith("😀…", summary);
    }

    private static string Html(string markdown) => PostMarkdown.ToHtml(markdown).Value.Trim();
}
