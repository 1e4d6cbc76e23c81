using System.Net;
using System.Security.Cryptography;
using EfShard.AspNetCore;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace EfShard.Replicas.Tests;

/// <summary>Sessions from request to request, over real replicas that lag.</summary>
public sealed class WebSessionTests(BankFixture fixture, ITestOutputHelper output) : IClassFixture<BankFixture>
{
    private static long _lastPost;

    private ReplicatedBank Bank => fixture.Bank;

    [ClusterFact]
    public async Task After_write_and_redirect_the_post_is_never_missing_at_50_ms_of_lag()
    {
        const int browsers = 25;
        const int posts = 1_000;
        await using var site = await Site.StartAsync(Bank, _ => { });
        await using var without = await Site.StartAsync(Bank, session: null);
        using var reads = new ReadCounter();
        await DelayAsync(TimeSpan.FromMilliseconds(50));
        try
        {
            var missing = await Task.WhenAll(Enumerable.Range(0, browsers).Select(_ => MissingAsync(site, posts / browsers)));
            var fromReplicas = reads.Total - reads["s0/0"] - reads["s1/0"];
            output.WriteLine($"{posts} posts, {missing.Sum()} missing; {fromReplicas} of {reads.Total} reads were answered by replicas.");
            Assert.Equal(0, missing.Sum());
            Assert.InRange(fromReplicas, posts / 10, posts);

            // The same without sessions: the lag is there.
            Assert.NotEqual(0, await MissingAsync(without, 20));
        }
        finally
        {
            await DelayAsync(TimeSpan.Zero);
        }
    }

    [ClusterTheory]
    [InlineData(ShardingSessionCarrier.Cookie)]
    [InlineData(ShardingSessionCarrier.Header)]
    public async Task Requests_side_by_side_do_not_take_each_others_writes_away(ShardingSessionCarrier carrier)
    {
        await using var site = await Site.StartAsync(Bank, s => s.Carrier = carrier);
        using var browser = new Program(site, carrier);
        await using var paused = await Bank.PauseAllAsync();
        for (var round = 0; round < 5; round++)
        {
            var posts = Enumerable.Range(0, 12).Select(_ => NewPost()).ToArray();
            await Task.WhenAll(posts.Select(p => browser.PostAsync($"/posts/{p}")));
            var found = await Task.WhenAll(posts.Select(p => browser.GetAsync($"/posts/{p}")));

            Assert.All(found, f => Assert.Equal("there", f));
        }

        // Made one again by the responses that follow.
        if (carrier is ShardingSessionCarrier.Cookie)
        {
            await browser.PostAsync($"/posts/{NewPost()}");
            Assert.InRange(browser.Cookies.GetAllCookies().Count(c => !c.Expired), 1, 2);
        }
    }

    [ClusterTheory]
    [InlineData(ShardingSessionCarrier.Cookie)]
    [InlineData(ShardingSessionCarrier.Header)]
    public async Task What_is_written_while_a_response_streams_is_seen_where_it_is_announced_and_told_where_it_is_not(ShardingSessionCarrier carrier)
    {
        // Trailers need the second version of HTTP.
        var protocols = carrier is ShardingSessionCarrier.Header ? HttpProtocols.Http2 : HttpProtocols.Http1;
        await using var site = await Site.StartAsync(Bank, s => s.Carrier = carrier, protocols: protocols);
        await using var paused = await Bank.PauseAllAsync();
        using (var browser = new Program(site, carrier, protocols))
        {
            var meant = NewPost();
            Assert.Equal("begun written", await browser.PostAsync($"/meant/{meant}"));
            Assert.Equal("there", await browser.GetAsync($"/posts/{meant}"));
            Assert.Empty(site.Events[ShardingEventId.SessionWroteLate]);
        }

        using var other = new Program(site, carrier, protocols);
        var post = NewPost();
        var response = await other.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/stream/{post}"));
        Assert.Equal("begun written", await response.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => site.Events[ShardingEventId.SessionWroteLate] is [var text] && text.Contains("/stream/", StringComparison.Ordinal), "it is told");
        if (carrier is ShardingSessionCarrier.Header)
        {
            // Programs may take the token from the trailers.
            other.Take(Assert.Single(response.TrailingHeaders.GetValues("EfShard-Session")));
            Assert.Equal("there", await other.GetAsync($"/posts/{post}"));
        }
    }

    [ClusterFact]
    public async Task A_link_with_a_token_shows_the_post_to_others_in_another_process()
    {
        await using var site = await Site.StartAsync(Bank, _ => { });
        await using var elsewhere = await Site.StartAsync(Bank, _ => { }, s => s.MaxConnectionsPerShard(90));
        await using var paused = await Bank.PauseAllAsync();
        using var author = site.Browse();
        using var reader = elsewhere.Browse();

        var link = await author.GetStringAsync($"/link/{NewPost()}");

        Assert.Equal("missing", await reader.GetStringAsync(link[..link.IndexOf('?')]));
        Assert.Equal("there", await reader.GetStringAsync(link));
    }

    [ClusterFact]
    public async Task A_forged_token_is_not_believed_and_costs_its_reader_nothing_that_he_should_see()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await using var site = await Site.StartAsync(Bank, _ => { }, s => s.Replicas(r => r.SessionKey(key)));
        await using var strict = await Site.StartAsync(
            Bank, s => (s.Refusal, s.Carrier) = (ShardingSessionRefusal.BadRequest, ShardingSessionCarrier.Header), s => s.Replicas(r => r.SessionKey(key)));
        using var program = new Program(site, ShardingSessionCarrier.Cookie);
        await using var paused = await Bank.PauseAllAsync();
        var post = NewPost();
        await program.PostAsync($"/posts/{post}");
        var forged = Bank.Open();
        await forged.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 5));
        var token = await forged.Sharding().ExportSessionAsync();
        await forged.DisposeAsync();
        foreach (Cookie cookie in program.Cookies.GetAllCookies())
        {
            cookie.Value = token;
        }

        Assert.Equal("there", await program.GetAsync($"/posts/{post}"));
        Assert.NotEmpty(site.Events[ShardingEventId.SessionTokenRefused]);
        Assert.DoesNotContain(program.Cookies.GetAllCookies(), c => c.Value == token && !c.Expired);

        using var client = strict.Browse();
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/posts/{post}?v={token}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/posts/{post}?v=nonsense")).StatusCode);
    }

    [ClusterFact]
    public void Without_or_with_several_sharded_contexts_the_application_does_not_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        Assert.Contains("no sharded context", Assert.Throws<InvalidOperationException>(() => builder.Build().UseShardingSession()).Message, StringComparison.Ordinal);

        builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddDbContext<BankContext>(options => Bank.Configure(options));
        builder.Services.AddDbContext<OtherContext>(options => Bank.Configure(options));
        var app = builder.Build();
        Assert.Contains("OtherContext", Assert.Throws<InvalidOperationException>(() => app.UseShardingSession()).Message, StringComparison.Ordinal);
        app.UseShardingSession<OtherContext>();
    }

    private static long NewPost() => Interlocked.Increment(ref _lastPost);

    private static async Task<int> MissingAsync(Site site, int posts)
    {
        using var browser = site.Browse();
        var missing = 0;
        for (var i = 0; i < posts; i++)
        {
            var page = await browser.PostAsync($"/posts/{NewPost()}", null);
            missing += await page.EnsureSuccessStatusCode().Content.ReadAsStringAsync() == "there" ? 0 : 1;
        }

        return missing;
    }

    private Task DelayAsync(TimeSpan delay) => Task.WhenAll(Bank.Cluster.Nodes.Except(Bank.Cluster.Primaries).Select(r => r.DelayReplayAsync(delay)));

    public sealed class OtherContext(DbContextOptions<OtherContext> options) : DbContext(options);

    /// <summary>A client that keeps its session as the carrier wants it.</summary>
    private sealed class Program : IDisposable
    {
        private readonly HttpClient _client;
        private readonly ShardingSessionCarrier _carrier;
        private readonly Version _version;
        private readonly List<string> _tokens = [];

        public Program(Site site, ShardingSessionCarrier carrier, HttpProtocols protocols = HttpProtocols.Http1)
        {
            _carrier = carrier;
            _client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
            _version = protocols is HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        }

        public CookieContainer Cookies { get; } = new();

        public async Task<string> GetAsync(string path) => await (await SendAsync(new HttpRequestMessage(HttpMethod.Get, path))).Content.ReadAsStringAsync();

        public async Task<string> PostAsync(string path) => await (await SendAsync(new HttpRequestMessage(HttpMethod.Post, path))).Content.ReadAsStringAsync();

        public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            if (_carrier is ShardingSessionCarrier.Header)
            {
                lock (_tokens)
                {
                    request.Headers.Add("EfShard-Session", _tokens);
                }
            }

            (request.Version, request.VersionPolicy) = (_version, HttpVersionPolicy.RequestVersionExact);
            var response = await _client.SendAsync(request);
            if (response.Headers.TryGetValues("EfShard-Session", out var tokens))
            {
                Take(tokens.Single());
            }

            return response;
        }

        public void Take(string token)
        {
            lock (_tokens)
            {
                _tokens.Add(token);
            }
        }

        public void Dispose() => _client.Dispose();
    }
}
