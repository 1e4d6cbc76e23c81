using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlogApp.Tests.Browser;

public sealed class ShardsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task The_page_draws_queries_while_they_run()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/shards");
        await Expect(page.Locator("#live-text")).ToHaveTextAsync("live");
        await Expect(page.Locator("#ring path.arc")).ToHaveCountAsync(4);
        var before = await RequestsAsync(page);

        using var client = browser.Blog.CreateClient();
        for (var user = 1; user <= 5; user++)
        {
            await client.GetStringAsync($"/feed/{user}");
        }

        // The feed of the fifth is the last statement: on top, with a bar for each leg, side by side.
        var newest = page.Locator("#queries > li").First;
        await Expect(newest.Locator(".page")).ToHaveTextAsync("GET /feed/5");
        Assert.InRange(await newest.Locator("svg.bars rect.leg").CountAsync(), 1, 4);
        await Expect(page.Locator("#queries .page", new() { HasText = "GET /feed/1" }).First).ToBeVisibleAsync();
        await Expect(page.Locator("#hot li")).Not.ToHaveCountAsync(0);
        await page.WaitForFunctionAsync(
            "before => [...document.querySelectorAll('.total-requests')].reduce((sum, e) => sum + Number(e.textContent.replaceAll(',', '')), 0) > before", before);
        Assert.Empty(visit.Complaints);
    }

    [BrowserFact]
    public async Task An_open_query_and_the_focus_stay_while_others_come()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        using var client = browser.Blog.CreateClient();
        await client.GetStringAsync("/feed/9");
        await page.GotoAsync("/shards");
        var summary = page.Locator("#queries summary", new() { HasText = "GET /feed/9" }).First;
        await summary.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#queries details[open] pre")).ToContainTextAsync("AuthorId");

        await client.GetStringAsync("/feed/10");
        await Expect(page.Locator("#queries .page").First).ToHaveTextAsync("GET /feed/10");

        await Expect(page.Locator("#queries details[open] .page")).ToHaveTextAsync("GET /feed/9");
        await Expect(page.Locator("#queries details[open] summary")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_paused_page_stands_still_and_goes_on()
    {
        await using var visit = await browser.VisitAsync();
        var page = visit.Page;
        using var client = browser.Blog.CreateClient();
        await page.GotoAsync("/shards");
        await Expect(page.Locator("#live-text")).ToHaveTextAsync("live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("#live-text")).ToHaveTextAsync("paused");

        await client.GetStringAsync("/feed/11");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.Locator("#live-text")).ToHaveTextAsync("live");
        await client.GetStringAsync("/feed/12");

        await Expect(page.Locator("#queries .page").First).ToHaveTextAsync("GET /feed/12");
        await Expect(page.Locator("#queries .page", new() { HasText = "GET /feed/11" })).ToHaveCountAsync(0);
    }

    private static async Task<int> RequestsAsync(IPage page)
        => (await page.Locator(".total-requests").AllTextContentsAsync()).Sum(text => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
}
