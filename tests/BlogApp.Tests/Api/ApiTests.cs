using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlogApp.Data;
using BlogApp.Features.Api;

namespace BlogApp.Tests.Api;

public sealed class ApiTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task Following_next_shows_every_post_once_and_previous_leads_back()
    {
        var client = blog.CreateClient();
        var expected = BlogFactory.Sample.Posts().OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Select(p => p.Id).ToList();

        var pages = new List<ApiPage> { (await client.GetFromJsonAsync<ApiPage>("/api/posts"))! };
        while (pages[^1].Next is { } next)
        {
            pages.Add((await client.GetFromJsonAsync<ApiPage>($"/api/posts?{next}"))!);
        }

        var sample = expected.ToHashSet(); // other tests of the class write posts
        Assert.Equal(expected, pages.SelectMany(page => page.Posts).Select(p => p.Id).Where(sample.Contains));
        var back = await client.GetFromJsonAsync<ApiPage>($"/api/posts?{pages[2].Previous}");
        Assert.Equal(pages[1].Posts, back!.Posts);
    }

    [Fact]
    public async Task A_post_is_read_with_its_tags_and_comments()
    {
        var client = blog.CreateClient();
        var post = BlogFactory.Sample.Posts().First(p => p.Comments.Count > 1);

        var read = await client.GetFromJsonAsync<ApiPost>($"/api/posts/{post.Id}");
        var comments = await client.GetFromJsonAsync<List<ApiComment>>($"/api/posts/{post.Id}/comments");

        Assert.Equal((post.Title, post.Body, post.AuthorId, post.CreatedAt), (read!.Title, read.Body, read.AuthorId, read.CreatedAt));
        Assert.Equal(post.Tags.Select(t => t.Tag).Order(StringComparer.Ordinal), read.Tags);
        Assert.Equal(post.Comments.OrderBy(c => c.CreatedAt).Select(c => c.Id), comments!.Select(c => c.Id));
    }

    [Fact]
    public async Task A_user_is_counted_on_the_users_shard()
    {
        const long Id = 3;

        var user = await blog.CreateClient().GetFromJsonAsync<ApiUser>($"/api/users/{Id}");

        Assert.Equal(BlogFactory.Sample.Posts().Count(p => p.AuthorId == Id), user!.Posts);
        Assert.Equal(BlogFactory.Sample.Follows().Count(f => f.FollowerId == Id), user.Follows);
        Assert.Equal(BlogFactory.Sample.Follows().Count(f => f.FollowedId == Id), user.Followers);
    }

    [Fact]
    public async Task The_feed_is_that_of_the_page()
    {
        var client = blog.CreateClient();

        var feed = await client.GetFromJsonAsync<List<PostLine>>("/api/users/4/feed");

        Assert.Equal(PageText.PostIds(await client.GetStringAsync("/feed/4")), feed!.Select(p => p.Id));
    }

    [Fact]
    public async Task Groups_are_counted_over_all_shards()
    {
        var client = blog.CreateClient();

        Assert.Equal(BlogFactory.Posts, (await client.GetFromJsonAsync<List<CountedName>>("/api/categories"))!.Sum(c => c.Count));
        Assert.Equal(BlogFactory.Posts, (await client.GetFromJsonAsync<List<CountedMonth>>("/api/months"))!.Sum(c => c.Count));
        Assert.Equal(
            BlogFactory.Sample.Posts().Sum(p => p.Tags.Count), (await client.GetFromJsonAsync<List<CountedName>>("/api/tags"))!.Sum(c => c.Count));
    }

    [Fact]
    public async Task A_post_and_a_comment_are_written_and_read_back()
    {
        var client = blog.CreateClient();

        using var posted = await client.PostAsJsonAsync("/api/users/5/posts", new { Title = "By wire", Category = "tools", Body = "Text", Tags = "wire" });
        var post = (await posted.Content.ReadFromJsonAsync<ApiPost>())!;
        using var commented = await client.PostAsJsonAsync($"/api/users/6/comments/{post.Id}", new { Author = post.AuthorId, Body = "Read." });

        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        Assert.Equal(HttpStatusCode.Created, commented.StatusCode);
        Assert.Equal(["wire"], (await client.GetFromJsonAsync<ApiPost>(posted.Headers.Location))!.Tags);
        Assert.Equal("Read.", (await client.GetFromJsonAsync<List<ApiComment>>(commented.Headers.Location))!.Single().Body);
    }

    [Fact]
    public async Task Following_and_unfollowing_twice_is_the_same_as_once()
    {
        var client = blog.CreateClient();
        var before = (await client.GetFromJsonAsync<ApiUser>("/api/users/60"))!.Followers;
        var follower = Enumerable.Range(10, 40).First(id => !BlogFactory.Sample.Follows().Any(f => f.FollowerId == id && f.FollowedId == 60));

        for (var i = 0; i < 2; i++)
        {
            using var followed = await client.PutAsync($"/api/users/{follower}/follows/60", null);
            Assert.Equal(HttpStatusCode.NoContent, followed.StatusCode);
            Assert.Equal(before + 1, (await client.GetFromJsonAsync<ApiUser>("/api/users/60"))!.Followers);
        }

        for (var i = 0; i < 2; i++)
        {
            using var unfollowed = await client.DeleteAsync($"/api/users/{follower}/follows/60");
            Assert.Equal(before, (await client.GetFromJsonAsync<ApiUser>("/api/users/60"))!.Followers);
        }
    }

    [Theory]
    [InlineData("/api/posts/1", HttpStatusCode.NotFound)]
    [InlineData("/api/users/999999", HttpStatusCode.NotFound)]
    [InlineData("/api/search", HttpStatusCode.BadRequest)]
    [InlineData("/api/posts/x", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_or_not_asked_rightly_says_so(string address, HttpStatusCode status)
    {
        using var response = await blog.CreateClient().GetAsync(address);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_post_with_faults_is_refused_with_each_of_them()
    {
        using var response = await blog.CreateClient().PostAsJsonAsync("/api/users/5/posts", new { Title = "", Category = "x", Body = "Text" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["Category", "Title"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
    }

    [Fact]
    public async Task The_document_describes_every_address()
    {
        var document = await blog.CreateClient().GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var paths = document.GetProperty("paths");
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString());
        Assert.All(
            ["/api/posts", "/api/posts/{id}", "/api/posts/{id}/comments", "/api/search", "/api/tags", "/api/categories", "/api/months", "/api/users/{id}",
                "/api/users/{id}/posts", "/api/users/{id}/feed", "/api/users/{id}/archive", "/api/users/{id}/comments/{postId}",
                "/api/users/{id}/follows/{followedId}"],
            (string path) => Assert.True(paths.TryGetProperty(path, out _), path));
        Assert.All(paths.EnumerateObject(), path => Assert.StartsWith("/api/", path.Name));
    }
}
