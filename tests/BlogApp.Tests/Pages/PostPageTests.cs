using System.Net;
using BlogApp.Model;

namespace BlogApp.Tests.Pages;

public sealed class PostPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task Every_post_is_found_by_its_id_alone_wherever_it_lives()
    {
        var client = blog.CreateClient();
        var users = BlogFactory.Sample.Users().ToDictionary(u => u.Id);
        foreach (var post in BlogFactory.Sample.Posts().Where((_, i) => i % 10 == 0))
        {
            var page = await client.GetStringAsync($"/posts/{post.Id}");

            Assert.Contains($"<h1>{WebUtility.HtmlEncode(post.Title)}</h1>", page);
            Assert.Contains(users[post.AuthorId].Name, page);
        }
    }

    [Fact]
    public async Task Markdown_is_shown_as_html_and_titles_are_encoded()
    {
        var post = new Post
        {
            Id = 77,
            AuthorId = 5,
            CategoryCode = "tools",
            Title = "<b>Tags</b> & \"quotes\"",
            Summary = "<i>no</i>",
            Body = "Some *emphasis*.\n\n<script>alert(1)</script>\n\n[click](javascript:alert(1))",
            SearchText = "",
            CreatedAt = DateTime.UnixEpoch,
        };
        await blog.WithContextAsync(context =>
        {
            context.Posts.Add(post);
            return context.SaveChangesAsync();
        });

        var page = await blog.CreateClient().GetStringAsync("/posts/77");

        Assert.Contains("<h1>&lt;b&gt;Tags&lt;/b&gt; &amp; &quot;quotes&quot;</h1>", page);
        Assert.Contains("<p>Some <em>emphasis</em>.</p>", page);
        Assert.DoesNotContain("alert(1)</script>", page);
        Assert.DoesNotContain("javascript:", page);
    }

    [Fact]
    public async Task An_unknown_post_is_not_found()
    {
        using var response = await blog.CreateClient().GetAsync("/posts/123456789");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
