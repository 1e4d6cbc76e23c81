using System.Net;
using System.Text.RegularExpressions;
using BlogApp.Model;

namespace BlogApp.Tests.Pages;

public sealed class TagsPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    private static readonly List<Post> Posts = [.. BlogFactory.Sample.Posts()];

    [Fact]
    public async Task Tags_are_counted_over_all_shards_the_commonest_first()
    {
        var expected = Posts.SelectMany(p => p.Tags).GroupBy(t => t.Tag)
            .Select(g => (Tag: g.Key, Count: g.Count()))
            .OrderByDescending(t => t.Count).ThenBy(t => t.Tag, StringComparer.Ordinal)
            .ToList();

        var page = await blog.CreateClient().GetStringAsync("/tags");

        var shown = Regex.Matches(page, "<a href=\"/tags/([^\"]+)\">[^<]+ <span class=\"count\">([0-9]+)</span>")
            .Select(m => (m.Groups[1].Value, int.Parse(m.Groups[2].Value)));
        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Categories_and_months_are_counted_over_all_shards()
    {
        var page = await blog.CreateClient().GetStringAsync("/tags");

        Assert.All(Posts.GroupBy(p => p.CategoryCode), g => Assert.Matches($"data-category=\"{g.Key}\">.*?<td class=\"number\">{g.Count()}</td>", page.ReplaceLineEndings("")));
        Assert.All(
            Posts.GroupBy(p => p.CreatedAt.ToString("yyyy-MM")),
            g => Assert.Contains($"<title>{g.Key}: {g.Count()} posts</title>", page));
    }

    [Fact]
    public async Task The_posts_of_a_tag_and_of_a_category_are_listed_newest_first()
    {
        var client = blog.CreateClient();
        var tag = Posts[0].Tags[0].Tag;

        var tagged = await client.GetStringAsync($"/tags/{tag}");
        var inCategory = await client.GetStringAsync("/categories/design");

        Assert.Equal(Newest(Posts.Where(p => p.Tags.Exists(t => t.Tag == tag))), PageText.PostIds(tagged));
        Assert.Equal(Newest(Posts.Where(p => p.CategoryCode == "design")), PageText.PostIds(inCategory));
    }

    [Fact]
    public async Task An_unknown_category_is_not_found()
    {
        using var response = await blog.CreateClient().GetAsync("/categories/none");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static IEnumerable<long> Newest(IEnumerable<Post> posts)
        => posts.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(20).Select(p => p.Id);
}
