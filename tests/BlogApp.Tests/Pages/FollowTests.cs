using System.Net;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Tests.Pages;

public sealed class FollowTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    private const long Reader = 1;

    [Fact]
    public async Task Following_writes_both_sides_on_the_shards_of_both_users_and_unfollowing_removes_them()
    {
        var client = blog.CreateClient();
        var followed = await UnfollowedOnAnotherShardAsync();

        var page = await SendAsync(client, followed, follow: true);
        Assert.Contains("Unfollow", page);
        Assert.Equal((1, 1), await CountAsync(followed));

        page = await SendAsync(client, followed, follow: false);
        Assert.DoesNotContain("Unfollow", page);
        Assert.Equal((0, 0), await CountAsync(followed));
    }

    [Fact]
    public async Task Following_again_finishes_a_follow_of_which_one_side_is_missing()
    {
        var client = blog.CreateClient();
        var followed = BlogFactory.Sample.Follows().First(f => f.FollowerId == Reader).FollowedId;
        await blog.WithContextAsync(context => context.Followers.Where(f => f.FollowedId == followed && f.FollowerId == Reader).ExecuteDeleteAsync());
        Assert.Equal((1, 0), await CountAsync(followed));

        await SendAsync(client, followed, follow: true);

        Assert.Equal((1, 1), await CountAsync(followed));
    }

    [Fact]
    public async Task The_followers_of_a_user_are_counted()
    {
        var most = BlogFactory.Sample.Follows().Where(f => f.FollowerId != Reader).GroupBy(f => f.FollowedId).MaxBy(f => f.Count())!.Key;
        var count = BlogFactory.Sample.Follows().Count(f => f.FollowedId == most);

        var page = await blog.CreateClient().GetStringAsync($"/users/{most}");

        Assert.Contains($">{count} followers<", page);
    }

    [Fact]
    public async Task Nobody_follows_an_unknown_user()
    {
        var client = blog.CreateClient();
        using var response = await PostAsync(client, 999_999, follow: true, formFrom: 2);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal((0, 0), await CountAsync(999_999));
    }

    private Task<long> UnfollowedOnAnotherShardAsync()
        => blog.WithContextAsync(context =>
        {
            var followed = BlogFactory.Sample.Follows().Where(f => f.FollowerId == Reader).Select(f => f.FollowedId).ToHashSet();
            var own = context.Sharding().ShardOf<User>(Reader);
            return Task.FromResult(Enumerable.Range(2, BlogFactory.Users - 1)
                .Select(id => (long)id)
                .First(id => !followed.Contains(id) && context.Sharding().ShardOf<User>(id) != own));
        });

    private Task<(int Follows, int Followers)> CountAsync(long followed)
        => blog.WithContextAsync(async context => (
            await context.Follows.CountAsync(f => f.FollowerId == Reader && f.FollowedId == followed),
            await context.Followers.CountAsync(f => f.FollowedId == followed && f.FollowerId == Reader)));

    private static async Task<string> SendAsync(HttpClient client, long followed, bool follow)
    {
        using var response = await PostAsync(client, followed, follow, followed);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, long followed, bool follow, long formFrom)
    {
        var form = await client.GetStringAsync($"/users/{formFrom}");
        return await client.PostAsync($"/users/{followed}/follow", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(form),
            ["follow"] = follow ? "true" : "false",
        }));
    }
}
