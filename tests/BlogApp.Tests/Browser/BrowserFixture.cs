using Microsoft.Playwright;

namespace BlogApp.Tests.Browser;

/// <summary>A browser, and the blog served on a loopback port for it.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // Deadlines, not expectations: a busy machine may take its time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The blog; with the sample that users see where pictures for them are taken.</summary>
    public BlogFactory Blog { get; } = ScreenshotTests.Folder is null ? new BlogFactory() : new BlogFactory(users: 10_000, posts: 50_000);

    public async Task InitializeAsync()
    {
        if (Chromium.SkipReason is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        Blog.UseKestrel(0);
        Blog.StartServer();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path ?? throw new InvalidOperationException("There is no Chromium on this machine. Install the package chromium."),
            Args = ["--no-sandbox", "--disable-dev-shm-usage"], // the sandbox needs rights that containers do not give; nothing but our own pages is opened
        });
    }

    /// <summary>A page of a browser of its own: no cookies of another test's.</summary>
    /// <param name="width">The window's width.</param>
    /// <param name="dark">Whether the user prefers dark pages.</param>
    public async Task<BlogVisit> VisitAsync(int width = 1280, bool dark = false)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Blog.ClientOptions.BaseAddress.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        return await BlogVisit.BeginAsync(context);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        await Blog.DisposeAsync();
    }
}
