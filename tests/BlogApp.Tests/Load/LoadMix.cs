using System.Globalization;
using System.Net.Http.Json;
using BlogApp.Sample;

namespace BlogApp.Tests.Load;

/// <summary>What many readers and a few writers ask, each request drawn by chance: the same every time.</summary>
internal sealed class LoadMix
{
    private static readonly string[] Words = ["dark", "shard key", "measur team", "code review", "retries"];

    private readonly SampleRandom _random = new(11);
    private readonly List<(long Id, long AuthorId)> _posts = [.. BlogFactory.Sample.Posts().Select(p => (p.Id, p.AuthorId))];

    /// <summary>The next request and the name of its kind. One in twenty writes.</summary>
    public (string Kind, HttpRequestMessage Request) Next()
        => _random.Next(100) switch
        {
            < 30 => Get("feed", $"/feed/{User()}"),
            < 50 => Get("newest", "/"),
            < 63 => Get("user", $"/users/{User()}"),
            < 77 => Get("post", $"/posts/{Post().Id}"),
            < 81 => Get("archive", $"/users/{User()}/archive"),
            < 85 => Get("search", $"/search?q={Uri.EscapeDataString(_random.Pick(Words))}"),
            < 87 => Get("tags", "/tags"),
            < 95 => Get("api", $"/api/users/{User()}/feed"),
            < 97 => Comment(),
            < 98 => Send("write", HttpMethod.Post, $"/api/users/{User()}/posts", new { Title = "Under load", Category = "tools", Body = "Words.", Tags = "load" }),
            < 99 => Send("follow", HttpMethod.Put, Follow(), null),
            _ => Send("follow", HttpMethod.Delete, Follow(), null),
        };

    private (string Kind, HttpRequestMessage Request) Comment()
    {
        var (id, author) = Post();
        return Send("comment", HttpMethod.Post, $"/api/users/{User()}/comments/{id}", new { Author = author, Body = "Said in passing." });
    }

    private string Follow()
    {
        var (follower, followed) = (User(), User());
        return $"/api/users/{follower}/follows/{(followed == follower ? (follower % BlogFactory.Users) + 1 : followed)}";
    }

    private long User() => _random.NextZipf(BlogFactory.Users) + 1;

    private (long Id, long AuthorId) Post() => _posts[_random.NextZipf(_posts.Count)];

    private static (string Kind, HttpRequestMessage Request) Get(string kind, string address) => (kind, new HttpRequestMessage(HttpMethod.Get, address));

    private static (string Kind, HttpRequestMessage Request) Send(string kind, HttpMethod method, string address, object? body)
        => (kind, new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) });

    /// <summary>A line for each kind: how many, and how long they took.</summary>
    public static string Report(IEnumerable<(string Kind, TimeSpan Time)> answers)
    {
        var all = answers.ToList();
        var lines = all.GroupBy(a => a.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Line(g.Key, g.Select(a => a.Time)));
        return string.Join(Environment.NewLine, lines.Append(Line("all", all.Select(a => a.Time))));
    }

    private static string Line(string kind, IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kind,-8} {sorted.Count,6} requests   p50 {At(.5),8:N1} ms   p90 {At(.9),8:N1} ms   p99 {At(.99),8:N1} ms   most {sorted[^1].TotalMilliseconds,8:N1} ms");

        double At(double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))].TotalMilliseconds;
    }
}
