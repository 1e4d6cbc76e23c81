using System.Net;

namespace BlogApp.Tests.Pages;

public sealed class ArchivePageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task Every_quarter_of_an_author_leads_to_its_posts()
    {
        var client = blog.CreateClient();
        var author = BlogFactory.Sample.Posts().GroupBy(p => p.AuthorId).MaxBy(p => p.Count())!;
        var quarters = author
            .GroupBy(p => (p.CreatedAt.Year, Quarter: ((p.CreatedAt.Month - 1) / 3) + 1))
            .OrderByDescending(g => g.Key)
            .ToList();

        var archive = await client.GetStringAsync($"/users/{author.Key}/archive");

        Assert.True(quarters.Count > 4);
        Assert.Equal(Newest(quarters[0]), PageText.PostIds(archive));
        foreach (var quarter in quarters)
        {
            var address = $"/users/{author.Key}/archive?year={quarter.Key.Year}&quarter={quarter.Key.Quarter}";
            Assert.Contains(WebUtility.HtmlEncode(address), archive);
            Assert.Equal(Newest(quarter), PageText.PostIds(await client.GetStringAsync(address)));
        }
    }

    [Fact]
    public async Task The_archive_of_an_unknown_user_is_not_found()
    {
        using var response = await blog.CreateClient().GetAsync("/users/999999/archive");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static IEnumerable<long> Newest(IEnumerable<Model.Post> posts)
        => posts.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(20).Select(p => p.Id);
}
