using System.Globalization;

namespace BlogApp.Tests.Pages;

public sealed class ShardsPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task Every_shard_is_listed_and_the_rows_add_up()
    {
        var page = await blog.CreateClient().GetStringAsync("/shards");

        Assert.All(["s0", "s1", "s2", "s3"], shard => Assert.Contains($"<th scope=\"row\">{shard}</th>", page));
        var follows = BlogFactory.Sample.Follows().Count().ToString("N0", CultureInfo.InvariantCulture);
        Assert.Contains(
            $"<th scope=\"row\">All</th><td class=\"number\">{BlogFactory.Users}</td><td class=\"number\">{BlogFactory.Posts}</td><td class=\"number\">{follows}</td>",
            page);
    }

    [Fact]
    public async Task The_last_queries_are_shown_with_their_legs()
    {
        var client = blog.CreateClient();
        await client.GetStringAsync("/feed/3");

        var page = await client.GetStringAsync("/shards");

        Assert.Contains("<span class=\"kind query\">query</span>", page);
        Assert.Contains("AuthorId", page);
        Assert.Contains(" ms</td>", page);
    }

    [Fact]
    public async Task The_pages_own_counting_does_not_push_out_what_it_shows()
    {
        var client = blog.CreateClient();
        await client.GetStringAsync("/");
        var first = await client.GetStringAsync("/shards");

        var second = await client.GetStringAsync("/shards");

        Assert.Equal(first, second);
    }
}
