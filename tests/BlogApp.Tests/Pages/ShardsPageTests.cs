using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Tests.Pages;

public sealed class ShardsPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task Every_shard_is_listed_and_the_rows_add_up()
    {
        var page = await blog.CreateClient().GetStringAsync("/shards");

        var shards = Regex.Matches(page, "data-shard=\"([^\"]+)\".*?<b>([0-9,]+)</b> rows", RegexOptions.Singleline)
            .Select(m => (Shard: m.Groups[1].Value, Rows: int.Parse(m.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)))
            .ToList();
        var posts = BlogFactory.Sample.Posts().ToList();
        var rows = BlogFactory.Users + posts.Count + posts.Sum(p => p.Tags.Count + p.Comments.Count) + (2 * BlogFactory.Sample.Follows().Count());
        Assert.Equal(["s0", "s1", "s2", "s3"], shards.Select(s => s.Shard));
        Assert.Equal(rows, shards.Sum(s => s.Rows));
        Assert.Contains($"class=\"total\">{rows.ToString("N0", CultureInfo.InvariantCulture)}</text>", page);
    }

    [Fact]
    public async Task The_ring_says_who_owns_which_slots_and_what_another_shard_would_take()
    {
        var page = await blog.CreateClient().GetStringAsync("/shards");

        Assert.Equal(4, Regex.Count(page, "<path class=\"arc k[0-3]\""));
        var moved = Regex.Matches(page, "Slots ([0-9]+)-([0-9]+) would move to s4").Sum(m => int.Parse(m.Groups[2].Value) - int.Parse(m.Groups[1].Value) + 1);
        Assert.InRange(moved, 3_270, 3_277);
    }

    [Fact]
    public async Task The_join_between_shards_ran_and_its_cost_is_shown()
    {
        var follows = BlogFactory.Sample.Follows().Count(f => f.FollowerId == 1);

        var page = await blog.CreateClient().GetStringAsync("/shards");

        Assert.Matches("<dt>rows gathered</dt><dd>[1-9][0-9,]*</dd>", page);
        Assert.Matches("<dt>bytes from other shards</dt><dd>[1-9][0-9,]*</dd>", page);
        Assert.Contains($"<dt>rows of the answer</dt><dd>{follows}</dd>", page);
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
    public async Task The_rows_that_each_leg_gave_are_counted()
    {
        var client = blog.CreateClient();
        await client.GetStringAsync("/users/6/archive");

        var entry = Entries(await client.GetStringAsync("/shards")).First(e => e.Contains(">GET /users/6/archive</span>"));

        var posts = BlogFactory.Sample.Posts().Where(p => p.AuthorId == 6).GroupBy(p => (p.CreatedAt.Year, (p.CreatedAt.Month + 2) / 3)).MaxBy(g => g.Key)!.Count();
        Assert.Contains($">{posts} row{(posts == 1 ? "" : "s")}</span>", entry);
    }

    [Fact]
    public async Task A_save_is_shown_with_its_shard_and_a_follow_with_the_shards_of_both_users()
    {
        var client = blog.CreateClient();
        var (one, other) = await blog.WithContextAsync(context => Task.FromResult((
            context.Sharding().ShardOf<Model.User>(2L).Name,
            Enumerable.Range(3, BlogFactory.Users - 3).First(id =>
                context.Sharding().ShardOf<Model.User>((long)id) != context.Sharding().ShardOf<Model.User>(2L)
                && !BlogFactory.Sample.Follows().Any(f => f.FollowerId == 2 && f.FollowedId == id)))));
        using var followed = await client.PutAsync($"/api/users/2/follows/{other}", null);

        var entry = Entries(await client.GetStringAsync("/shards")).First(e => e.Contains($">PUT /api/users/2/follows/{other}</span>"));

        Assert.Contains("t-write", entry);
        Assert.Equal(2, Legs(entry).Distinct().Count());
        Assert.Contains(one, Legs(entry));
    }

    [Fact]
    public async Task The_pages_own_counting_does_not_push_out_what_it_shows()
    {
        var client = blog.CreateClient();
        await client.GetStringAsync("/");
        var first = await client.GetStringAsync("/shards");

        var second = await client.GetStringAsync("/shards");

        Assert.NotEmpty(Entries(first));
        Assert.Equal(Numbers(first), Numbers(second));
    }

    [Fact]
    public async Task The_first_starts_writing_is_not_among_the_queries()
    {
        using var fresh = new BlogFactory();

        var page = await fresh.CreateClient().GetStringAsync("/shards");

        Assert.Contains("<p class=\"empty\" id=\"none\">None yet", page);
        Assert.Empty(Entries(page));
    }

    [Fact]
    public async Task The_plan_of_a_join_between_shards_is_shown()
    {
        var page = await blog.CreateClient().GetStringAsync("/shards");

        var plan = Regex.Match(page, "<pre class=\"plan\"[^>]*>(.*?)</pre>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("Follows", plan);
        Assert.Contains("Users", plan);
    }

    private static IEnumerable<string> Numbers(string page) => Regex.Matches(page, "data-query=\"([0-9]+)\"").Select(m => m.Value);

    private static string[] Entries(string page) => [.. page.Split("<details>")[1..].Select(entry => entry.Split("</details>")[0])];

    private static List<string> Legs(string entry)
        => [.. Regex.Matches(entry, "<th scope=\"row\">([^<]+)</th>").Select(match => match.Groups[1].Value)];
}
