using System.Net;

namespace BlogApp.Tests.Pages;

public sealed class UserPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task A_users_page_shows_the_users_newest_posts()
    {
        var busiest = BlogFactory.Sample.Posts().GroupBy(p => p.AuthorId).MaxBy(posts => posts.Count())!;

        var page = await blog.CreateClient().GetStringAsync($"/users/{busiest.Key}");

        var expected = busiest.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Select(p => p.Id).Take(20);
        Assert.Equal(expected, PageText.PostIds(page));
        Assert.NotNull(PageText.Link(page, "next"));
    }

    [Fact]
    public async Task A_users_page_names_those_whom_the_user_follows_in_the_order_of_their_names()
    {
        var follows = BlogFactory.Sample.Follows().GroupBy(f => f.FollowerId).First(f => f.Count() <= 12);
        var users = BlogFactory.Sample.Users().ToDictionary(u => u.Id);

        var page = await blog.CreateClient().GetStringAsync($"/users/{follows.Key}");

        Assert.Contains($"Follows {follows.Count()}", page);
        var places = follows
            .Select(f => users[f.FollowedId])
            .OrderBy(u => u.Name, StringComparer.Ordinal)
            .Select(u => page.IndexOf($"<li><a href=\"/users/{u.Id}\">", StringComparison.Ordinal))
            .ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public async Task An_unknown_user_is_not_found()
    {
        using var response = await blog.CreateClient().GetAsync("/users/999999");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
