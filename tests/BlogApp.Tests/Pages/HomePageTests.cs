using System.Net;

namespace BlogApp.Tests.Pages;

public sealed class HomePageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    private static readonly List<long> AllNewestFirst =
        [.. BlogFactory.Sample.Posts().OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Select(p => p.Id)];

    [Fact]
    public async Task The_first_page_shows_the_twenty_newest_posts_of_everybody()
    {
        var page = await blog.CreateClient().GetStringAsync("/");

        Assert.Equal(AllNewestFirst.Take(20), PageText.PostIds(page));
        Assert.Null(PageText.Link(page, "prev"));
    }

    [Fact]
    public async Task Following_older_shows_every_post_once_in_order()
    {
        var client = blog.CreateClient();
        var seen = new List<long>();
        var pages = 0;
        for (string? address = "/"; address is not null && pages <= BlogFactory.Posts; pages++)
        {
            var page = await client.GetStringAsync(address);
            seen.AddRange(PageText.PostIds(page));
            address = PageText.Link(page, "next");
        }

        Assert.Equal(AllNewestFirst, seen);
        Assert.Equal(15, pages);
    }

    [Fact]
    public async Task Newer_leads_back_to_the_page_before()
    {
        var client = blog.CreateClient();
        var first = await client.GetStringAsync("/");
        var second = await client.GetStringAsync(PageText.Link(first, "next"));
        var third = await client.GetStringAsync(PageText.Link(second, "next"));

        var secondAgain = await client.GetStringAsync(PageText.Link(third, "prev"));
        var firstAgain = await client.GetStringAsync(PageText.Link(secondAgain, "prev"));

        Assert.Equal(PageText.PostIds(second), PageText.PostIds(secondAgain));
        Assert.Equal(PageText.PostIds(first), PageText.PostIds(firstAgain));
        Assert.Null(PageText.Link(firstAgain, "prev"));
    }

    [Theory]
    [InlineData("/?before=nonsense")]
    [InlineData("/?before=9999999999999999999-1")]
    [InlineData("/?after=1-2-3")]
    public async Task A_place_that_cannot_be_read_shows_the_first_page(string address)
    {
        var page = await blog.CreateClient().GetStringAsync(address);

        Assert.Equal(AllNewestFirst.Take(20), PageText.PostIds(page));
    }

    [Fact]
    public async Task Pages_allow_no_script()
    {
        using var response = await blog.CreateClient().GetAsync("/");

        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("<script", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_style_sheet_is_served()
    {
        using var response = await blog.CreateClient().GetAsync("/app.css");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/css", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_unknown_address_is_not_found()
    {
        using var response = await blog.CreateClient().GetAsync("/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no such page.", await response.Content.ReadAsStringAsync());
    }
}
