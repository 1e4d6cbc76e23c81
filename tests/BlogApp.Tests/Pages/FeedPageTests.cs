using System.Net;
using BlogApp.Model;

namespace BlogApp.Tests.Pages;

public sealed class FeedPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    private static readonly List<Follow> Follows = [.. BlogFactory.Sample.Follows()];
    private static readonly List<Post> Posts = [.. BlogFactory.Sample.Posts()];

    public static TheoryData<long> EveryUser => [.. Enumerable.Range(1, BlogFactory.Users).Select(id => (long)id)];

    [Theory]
    [MemberData(nameof(EveryUser))]
    public async Task The_feed_is_the_twenty_newest_posts_of_those_whom_the_user_follows(long userId)
    {
        var followed = Follows.Where(f => f.FollowerId == userId).Select(f => f.FollowedId).ToHashSet();
        var expected = Posts
            .Where(p => followed.Contains(p.AuthorId))
            .OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id)
            .Take(20)
            .Select(p => p.Id)
            .ToList();

        var page = await blog.CreateClient().GetStringAsync($"/feed/{userId}");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, PageText.PostIds(page));
    }

    [Fact]
    public async Task The_feed_names_the_authors()
    {
        var followed = Follows.Where(f => f.FollowerId == 2).Select(f => f.FollowedId).ToHashSet();
        var newest = Posts.Where(p => followed.Contains(p.AuthorId)).OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).First();
        var author = BlogFactory.Sample.Users().Single(u => u.Id == newest.AuthorId);

        var page = await blog.CreateClient().GetStringAsync("/feed/2");

        Assert.Contains($"<a class=\"author\" href=\"/users/{author.Id}\">{author.Name}</a>", page);
    }

    [Fact]
    public async Task The_feed_of_a_user_who_follows_nobody_is_empty()
    {
        const long Id = 1_000_001;
        await blog.WithContextAsync(context =>
        {
            context.Users.Add(new User { Id = Id, Name = "Hermit", NameKey = "hermit", JoinedAt = DateTime.UnixEpoch });
            return context.SaveChangesAsync();
        });

        var page = await blog.CreateClient().GetStringAsync($"/feed/{Id}");

        Assert.Empty(PageText.PostIds(page));
        Assert.Contains("Nothing here yet", page);
    }

    [Fact]
    public async Task Feed_without_a_user_leads_to_the_readers()
    {
        using var response = await blog.CreateClient().GetAsync("/feed");

        Assert.Equal("/feed/1", response.RequestMessage?.RequestUri?.AbsolutePath);
    }

    [Fact]
    public async Task The_feed_of_an_unknown_user_is_not_found()
    {
        using var response = await blog.CreateClient().GetAsync("/feed/999999");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
