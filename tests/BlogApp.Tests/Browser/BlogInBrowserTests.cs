using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogApp.Tests.Browser;

public sealed class BlogInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task A_post_is_written_found_commented_and_read_in_the_feed_of_a_follower()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;

        // Written by user 7 ...
        await page.GotoAsync("/users/7/write");
        await page.GetByLabel("Title").FillAsync("Zanzibar by bicycle");
        await page.GetByLabel("Category").SelectOptionAsync("tools");
        await page.GetByLabel("Tags").FillAsync("Bicycles, far away");
        await page.GetByLabel("Text").FillAsync("A *slow* machine, and a **long** road.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/posts/[0-9]+$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Zanzibar by bicycle" })).ToBeVisibleAsync();
        await Expect(page.Locator(".body em")).ToHaveTextAsync("slow");
        var address = page.Url;

        // ... commented by the reader ...
        await page.GetByLabel(new Regex("^Comment as ")).FillAsync("I was there, too.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator(".comments .said")).ToHaveTextAsync("I was there, too.");

        // ... found by a word's beginning ...
        await page.GetByRole(AriaRole.Link, new() { Name = "Search", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("zanzib");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".posts article")).ToHaveCountAsync(1);
        await Expect(page.GetByText("One post with these words")).ToBeVisibleAsync();

        // ... by its tag ...
        await page.GotoAsync("/tags/far-away");
        await page.GetByRole(AriaRole.Link, new() { Name = "Zanzibar by bicycle" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(address);

        // ... and first in the feed of the reader, once the reader follows its author.
        await page.Locator(".post .author").ClickAsync();
        if (await page.GetByRole(AriaRole.Button, new() { Name = "Follow", Exact = true }).IsVisibleAsync())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Follow", Exact = true }).ClickAsync();
        }

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Unfollow" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Feed", Exact = true }).ClickAsync();
        await Expect(page.Locator(".posts h2").First).ToHaveTextAsync("Zanzibar by bicycle");
        Assert.Empty(visit.Complaints);
    }

    [BrowserFact]
    public async Task A_page_is_read_with_the_keyboard_alone()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(":focus")).ToHaveTextAsync("Skip to content");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        var first = await page.Locator(".posts h2").First.TextContentAsync();
        await page.Keyboard.PressAsync("Tab"); // the author
        await page.Keyboard.PressAsync("Tab"); // the post
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync(first!);
    }

    [BrowserTheory]
    [InlineData("/")]
    [InlineData("/feed/2")]
    [InlineData("/tags")]
    [InlineData("/search?q=dark")]
    [InlineData("/users/3")]
    [InlineData("/users/3/archive")]
    [InlineData("/users/3/write")]
    [InlineData("/shards")]
    public async Task Nothing_is_wider_than_a_small_phone(string address)
    {
        await using var visit = await browser.VisitAsync(width: 340);
        await visit.Page.GotoAsync(address);

        Assert.Equal(340, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(visit.Complaints);
    }
}
