using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogApp.Tests.Browser;

/// <summary>
/// The pages in light and dark at two widths. Looked at in every run; written down, into the folder that EFSHARD_SCREENSHOTS names (<c>docs/images</c>),
/// only when asked.
/// </summary>
public sealed class ScreenshotTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int Wide = 1280;
    private const int Narrow = 390;

    /// <summary>Where to write the pictures; null if nobody asked for them.</summary>
    internal static string? Folder { get; } = Environment.GetEnvironmentVariable("EFSHARD_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    [BrowserTheory]
    [InlineData("home", "/")]
    [InlineData("feed", "/feed/1")]
    [InlineData("tags", "/tags")]
    [InlineData("search", "/search?q=shard+key")]
    [InlineData("shards", "/shards")]
    public async Task Pages_look_right_at_two_widths_light_and_dark(string name, string address)
    {
        using var client = browser.Blog.CreateClient();
        foreach (var (width, dark) in new[] { (Wide, false), (Wide, true), (Narrow, false), (Narrow, true) })
        {
            await using var visit = await browser.VisitAsync(width, dark);
            await visit.Page.GotoAsync(address);
            if (name == "shards")
            {
                await TrafficAsync(client, visit.Page);
            }

            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty(visit.Complaints);
            var picture = await visit.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = name == "shards" });
            Assert.NotEmpty(picture);
            if (Folder is { } folder)
            {
                Directory.CreateDirectory(folder);
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-{(width == Wide ? "wide" : "narrow")}-{(dark ? "dark" : "light")}.png"), picture);
            }
        }
    }

    private static async Task TrafficAsync(HttpClient client, IPage page)
    {
        string[] addresses = ["/", "/feed/1", "/feed/5", "/feed/17", "/users/17", "/users/4", "/tags", "/search?q=dark", "/users/17", "/feed/17", "/users/9/archive"];
        foreach (var address in Enumerable.Repeat(addresses, 3).SelectMany(a => a))
        {
            await client.GetStringAsync(address);
        }

        await Expect(page.Locator("#queries .page").First).ToHaveTextAsync("GET /users/9/archive");
        await Expect(page.Locator("#hot li")).Not.ToHaveCountAsync(0);
    }
}
