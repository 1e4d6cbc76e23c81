using System.Net;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Tests.Pages;

public sealed class WritePageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    [Fact]
    public async Task A_written_post_is_shown_and_is_the_newest_of_its_author_and_of_all()
    {
        var client = blog.CreateClient();

        using var response = await PostAsync(client, 7, "A new post", "design", "With *feeling*.");

        var address = response.RequestMessage!.RequestUri!.AbsolutePath;
        Assert.StartsWith("/posts/", address);
        Assert.Contains("With <em>feeling</em>.", await response.Content.ReadAsStringAsync());
        var id = long.Parse(address["/posts/".Length..]);
        Assert.Equal(id, PageText.PostIds(await client.GetStringAsync("/users/7"))[0]);
        Assert.Equal(id, PageText.PostIds(await client.GetStringAsync("/"))[0]);
    }

    [Fact]
    public async Task Tags_are_normalised_and_lead_to_the_post()
    {
        var client = blog.CreateClient();

        using var response = await PostAsync(client, 7, "Tagged", "design", "Text", " Ünusual  Tag, plain ,plain,, ");

        var id = long.Parse(response.RequestMessage!.RequestUri!.AbsolutePath["/posts/".Length..]);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("<a href=\"/tags/plain\">plain</a>", page);
        Assert.Equal([id], PageText.PostIds(await client.GetStringAsync("/tags/plain")));
        Assert.Equal([id], PageText.PostIds(await client.GetStringAsync($"/tags/{Uri.EscapeDataString("ünusual-tag")}")));
    }

    [Fact]
    public async Task Too_many_tags_are_refused()
    {
        using var response = await PostAsync(blog.CreateClient(), 8, "Title", "design", "Text", "1,2,3,4,5,6,7,8,9");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("At most 8 tags", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", "design", "Text", "The title is missing.")]
    [InlineData("Title", "design", "  ", "The body is missing.")]
    [InlineData("Title", "no-such-category", "Text", "Choose a category.")]
    public async Task An_incomplete_post_is_not_saved_and_the_form_keeps_what_was_typed(string title, string category, string body, string complaint)
    {
        var client = blog.CreateClient();
        var before = await CountAsync(8);

        using var response = await PostAsync(client, 8, title, category, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains(complaint, page);
        Assert.Contains($">{body}</textarea>", page);
        Assert.Equal(before, await CountAsync(8));
    }

    [Fact]
    public async Task A_title_that_is_too_long_is_refused()
    {
        using var response = await PostAsync(blog.CreateClient(), 8, new string('x', 201), "design", "Text");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("The title is longer than 200 characters.", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_post_without_the_forms_token_is_refused()
    {
        var client = blog.CreateClient();
        var before = await CountAsync(9);

        using var response = await client.PostAsync("/users/9/write", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Title"] = "Forged",
            ["Category"] = "design",
            ["Body"] = "From another site.",
        }));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(before, await CountAsync(9));
    }

    [Fact]
    public async Task Nobody_writes_as_an_unknown_user()
    {
        using var response = await blog.CreateClient().GetAsync("/users/999999/write");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, long userId, string title, string category, string body, string tags = "")
    {
        var form = await client.GetStringAsync($"/users/{userId}/write");
        return await client.PostAsync($"/users/{userId}/write", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(form),
            ["Title"] = title,
            ["Category"] = category,
            ["Body"] = body,
            ["Tags"] = tags,
        }));
    }

    private Task<int> CountAsync(long author)
        => blog.WithContextAsync(context => context.Posts.CountAsync(p => p.AuthorId == author));
}
