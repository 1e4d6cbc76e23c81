using System.Net;
using BlogApp.Data.Replicas;
using Microsoft.Extensions.DependencyInjection;

namespace BlogApp.Tests.Replicas;

/// <summary>The problem and its cure, on copies of Sqlite's files that are behind for as long as the test likes.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly BlogFactory _blog = new(withCopies: true);

    public CopyTests() => _blog.Services.GetRequiredService<CopySchedule>().Interval = CopySchedule.Longest;

    [Fact]
    public async Task A_post_is_there_for_its_writer_however_far_the_copies_are_behind()
    {
        var client = _blog.CreateClient();
        for (var i = 0; i < 20; i++)
        {
            using var response = await WriteAsync(client, 1 + i, $"Read at once {i}");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains($"<h1>Read at once {i}</h1>", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task At_level_eventual_the_post_is_missing_until_the_copies_are_made()
    {
        var client = _blog.CreateClient();
        await ChooseAsync(client, "level", "Eventual");

        using var response = await WriteAsync(client, 7, "Read later");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        _blog.Services.GetRequiredService<SqliteCopies>().CopyAll();
        Assert.Contains("<h1>Read later</h1>", await client.GetStringAsync(response.RequestMessage!.RequestUri));
    }

    [Fact]
    public async Task Another_reader_sees_a_copy_that_is_behind()
    {
        using var response = await WriteAsync(_blog.CreateClient(), 7, "Seen by one");
        var address = response.RequestMessage!.RequestUri!;

        using var other = await _blog.CreateClient().GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Following_is_decided_by_the_primary_even_for_who_reads_copies()
    {
        var client = _blog.CreateClient();
        await ChooseAsync(client, "level", "Eventual");
        var followed = Enumerable.Range(2, 50).First(id => !BlogFactory.Sample.Follows().Any(f => f.FollowerId == 1 && f.FollowedId == id));

        for (var i = 0; i < 2; i++)
        {
            using var response = await client.PutAsync($"/api/users/1/follows/{followed}", null);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_servers_are_shown_with_how_far_they_are_behind()
    {
        var page = await _blog.CreateClient().GetStringAsync("/shards");

        Assert.Matches("data-server=\"s2/0\"[^§]*?primary[^§]*?in service", page);
        Assert.Matches("data-server=\"s2/1\"[^§]*?s2\\.copy\\.db[^§]*?replica[^§]*?in service[^§]*?[0-9]\\.[0-9] s</td>", page);
        Assert.Contains("<option value=\"ReadYourWrites\" selected>", page);
        Assert.Contains("<option value=\"20\" selected>", page);
    }

    [Theory]
    [InlineData("level", "Whenever")]
    [InlineData("copies", "3")]
    [InlineData("servers", "kill s0")]
    [InlineData("recovery", "")]
    public async Task What_cannot_be_chosen_is_refused(string what, string value)
    {
        using var response = await SendAsync(_blog.CreateClient(), what, value);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    public void Dispose() => _blog.Dispose();

    private static async Task ChooseAsync(HttpClient client, string what, string value)
    {
        using var response = await SendAsync(client, what, value);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string what, string value)
        => await client.PostAsync($"/shards/{what}", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(await client.GetStringAsync("/shards")),
            [what switch { "copies" => "seconds", "servers" => "change", _ => what }] = value,
        }));

    private static async Task<HttpResponseMessage> WriteAsync(HttpClient client, long userId, string title)
        => await client.PostAsync($"/users/{userId}/write", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(await client.GetStringAsync($"/users/{userId}/write")),
            ["Title"] = title,
            ["Category"] = "design",
            ["Body"] = "Text",
        }));
}
