using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace BlogApp.Tests.Browser;

/// <summary>One visitor's page. What the browser complains of (errors of scripts, refused by the content security policy, not found) is kept.</summary>
public sealed class BlogVisit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];

    private BlogVisit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.RequestFailed += (_, request) => _complaints.Enqueue($"{request.Url}: {request.Failure}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Host is not "127.0.0.1" and not "localhost")
            {
                _complaints.Enqueue($"asked another site: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of. A stream of events that ends because the page was left is none.</summary>
    public IEnumerable<string> Complaints => _complaints.Where(c => !c.Contains("/shards/events", StringComparison.Ordinal));

    internal static async Task<BlogVisit> BeginAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
