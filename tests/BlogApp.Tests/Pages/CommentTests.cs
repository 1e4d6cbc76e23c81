using System.Net;
using System.Text.RegularExpressions;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Tests.Pages;

public sealed class CommentTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task A_posts_comments_are_shown_oldest_first_with_who_wrote_them()
    {
        var post = BlogFactory.Sample.Posts().MaxBy(p => p.Comments.Count)!;

        var page = await blog.CreateClient().GetStringAsync($"/posts/{post.Id}");

        Assert.True(post.Comments.Count > 2);
        Assert.Equal(post.Comments.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Select(c => c.Id), CommentIds(page));
        Assert.All(post.Comments, c => Assert.Contains($"href=\"/users/{c.AuthorId}\">{c.AuthorName}</a>", page));
    }

    [Fact]
    public async Task A_sent_comment_is_shown_as_plain_text_and_lives_on_the_shard_of_the_post()
    {
        var client = blog.CreateClient();
        var post = BlogFactory.Sample.Posts().First();

        using var response = await SendAsync(client, post.Id, post.AuthorId, "Fine <b>words</b>");

        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal($"/posts/{post.Id}", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("Fine &lt;b&gt;words&lt;/b&gt;", page);
        var (shard, comments) = await blog.WithContextAsync(async context =>
        {
            var name = context.Sharding().ShardOf<Post>(post.AuthorId).Name;
            return (name, await context.Comments.OnShard(name).Where(c => c.PostId == post.Id).ToListAsync());
        });
        Assert.Contains(comments, c => c.Body == "Fine <b>words</b>" && c.AuthorId == 1);
        Assert.NotEmpty(shard);
    }

    [Fact]
    public async Task An_empty_comment_is_refused()
    {
        var post = BlogFactory.Sample.Posts().First();

        using var response = await SendAsync(blog.CreateClient(), post.Id, post.AuthorId, "  ");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("The comment is empty.", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_comment_on_a_post_that_is_not_its_authors_is_not_saved()
    {
        var post = BlogFactory.Sample.Posts().First();
        var other = Enumerable.Range(1, BlogFactory.Users).First(id => id != post.AuthorId);

        using var response = await SendAsync(blog.CreateClient(), post.Id, other, "Lost");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(0, await blog.WithContextAsync(context => context.Comments.CountAsync(c => c.Body == "Lost")));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, long postId, long postAuthorId, string text)
    {
        var form = await client.GetStringAsync($"/posts/{postId}");
        return await client.PostAsync($"/posts/{postId}/comments", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(form),
            ["Author"] = postAuthorId.ToString(),
            ["Body"] = text,
        }));
    }

    private static List<long> CommentIds(string page) => [.. Regex.Matches(page, "data-comment=\"([0-9]+)\"").Select(m => long.Parse(m.Groups[1].Value))];
}
