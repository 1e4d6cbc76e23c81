using System.Globalization;
using System.Text.RegularExpressions;

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
    public async Task The_last_queries_are_shown_with_the_page_the_plan_and_the_legs()
    {
        var client = blog.CreateClient();
        await client.GetStringAsync("/feed/3");

        var page = await client.GetStringAsync("/shards");

        var entry = Entries(page).First(e => e.Contains(">GET /feed/3</span>"));
        Assert.Contains("AuthorId", entry);
        Assert.Contains("merge: by", entry);
        var legs = Legs(entry);
        Assert.InRange(legs.Count, 2, 4);
        Assert.Equal(legs.Order().Distinct(), legs);
        Assert.Contains(" ms</td>", entry);
    }

    [Fact]
    public async Task A_user_is_looked_up_on_one_shard()
    {
        var client = blog.CreateClient();
        await client.GetStringAsync("/users/4/write");

        var page = await client.GetStringAsync("/shards");

        var entry = Entries(page).First(e => e.Contains(">GET /users/4/write</span>"));
        Assert.Single(Legs(entry));
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

    [Fact]
    public async Task The_first_starts_writing_is_not_among_the_queries()
    {
        using var fresh = new BlogFactory();

        var page = await fresh.CreateClient().GetStringAsync("/shards");

        Assert.Contains("None yet", page);
    }

    [Fact]
    public async Task The_plan_of_a_join_between_shards_is_shown()
    {
        var page = await blog.CreateClient().GetStringAsync("/shards");

        var plan = Regex.Match(page, "<pre class=\"plan\"[^>]*>(.*?)</pre>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("Follows", plan);
        Assert.Contains("Users", plan);
    }

    private static string[] Entries(string page) => page.Split("<details>")[1..];

    private static List<string> Legs(string entry)
        => [.. Regex.Matches(entry, "<th scope=\"row\">([^<]+)</th>").Select(match => match.Groups[1].Value)];
}
