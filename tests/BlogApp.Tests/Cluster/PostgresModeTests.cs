using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using BlogApp.Cluster;
using BlogApp.Hosting;
using BlogApp.Model;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlogApp.Tests.Cluster;

public sealed class PostgresModeTests(PostgresBlog postgres) : IClassFixture<PostgresBlog>
{
    private const long Reader = 1;

    [ClusterFact]
    public async Task The_pages_show_the_same_as_on_sqlite()
    {
        var client = postgres.Blog.CreateClient();
        await CaughtUpAsync(client);

        var posts = BlogFactory.Sample.Posts().OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).ToList();
        var newest = PageText.PostIds(await client.GetStringAsync("/categories/events"));
        Assert.Equal(posts.Where(p => p.CategoryCode == "events").Take(20).Select(p => p.Id), newest);
        Assert.Equal(
            posts.Where(p => p.SearchText.Contains(" typograph", StringComparison.Ordinal)).Take(20).Select(p => p.Id),
            PageText.PostIds(await client.GetStringAsync("/search?q=Typograph")));
        var tags = await client.GetStringAsync("/tags");
        Assert.All(posts.GroupBy(p => p.CreatedAt.ToString("yyyy-MM")), g => Assert.Contains($"<title>{g.Key}: {g.Count()} posts</title>", tags));
        Assert.Equal(
            posts.Where(p => p.AuthorId == 5).Take(20).Select(p => p.Id),
            PageText.PostIds(await client.GetStringAsync("/users/5")));
        Assert.Contains("Nothing is in doubt", await client.GetStringAsync("/shards"));
    }

    [ClusterFact]
    public async Task A_follow_over_two_shards_is_one_commit_in_two_phases()
    {
        var client = postgres.Blog.CreateClient();
        var followed = await OnAnotherShardAsync();
        using var commits = new CommitMeter();

        using var response = await client.PutAsync($"/api/users/{Reader}/follows/{followed}", null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["committed"], commits.Outcomes);
        Assert.Equal((1, 1), await postgres.Blog.WithContextAsync(async context => (
            await context.Follows.WithConsistency(EfShard.Consistency.Strong).CountAsync(f => f.FollowerId == Reader && f.FollowedId == followed),
            await context.Followers.WithConsistency(EfShard.Consistency.Strong).CountAsync(f => f.FollowedId == followed && f.FollowerId == Reader))));
    }

    [ClusterFact]
    public async Task A_post_is_there_for_its_writer_while_the_replica_stands_still_and_for_others_once_it_goes_on()
    {
        var client = postgres.Blog.CreateClient();
        var shard = await postgres.Blog.WithContextAsync(context => Task.FromResult(context.Sharding().ShardOf<User>(3L).Name));
        await ChangeAsync(client, $"pause {shard}r1");

        using var response = await WriteAsync(client, 3, "Written at any lag");
        var others = postgres.Blog.CreateClient();
        await SendAsync(others, "level", "level", "Eventual");
        using var missing = await others.GetAsync(response.RequestMessage!.RequestUri);
        await ChangeAsync(client, $"resume {shard}r1");

        Assert.Contains("<h1>Written at any lag</h1>", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        await Eventually.TrueAsync(
            async () =>
            {
                using var there = await others.GetAsync(response.RequestMessage!.RequestUri);
                return there.StatusCode == HttpStatusCode.OK;
            },
            "the replica has the post");
    }

    [ClusterFact]
    public async Task A_killed_primary_is_replaced_by_its_promoted_replica_and_comes_back_as_one()
    {
        var client = postgres.Blog.CreateClient();
        var shard = await postgres.Blog.WithContextAsync(context => Task.FromResult(context.Sharding().ShardOf<User>(4L).Name));
        await CaughtUpAsync(client);
        await ChangeAsync(client, $"kill {shard}");

        // Until somebody promotes the replica, its writers are told so, and its readers read.
        using (var refused = await WriteAsync(client, 4, "While there is no primary"))
        {
            Assert.Contains($"The shard {shard} has no primary", await refused.Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        using (var read = await client.GetAsync("/users/4"))
        {
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        await Eventually.TrueAsync(async () => (await client.GetStringAsync("/shards")).Contains("does not answer"), "the dead primary is noticed");
        await ChangeAsync(client, $"promote {shard}r1");

        await Eventually.TrueAsync(async () => await CanWriteAsync(client), "the promoted replica takes writes");
        await ChangeAsync(client, $"rejoin {shard} {shard}r1");
        await Eventually.TrueAsync(
            async () => (await postgres.Script.RunAsync("status")).Contains($"{shard} replica\n"), "the old primary is back as a replica");
        Assert.True(await CanWriteAsync(client));
    }

    [ClusterFact]
    public async Task A_commit_that_a_crash_has_left_in_doubt_is_shown_and_recovered()
    {
        var client = postgres.Blog.CreateClient();
        var id = Guid.NewGuid();
        await PrepareAsync(id);
        var page = await client.GetStringAsync("/shards");
        Assert.Contains(id.ToString(), page);

        await SendAsync(client, "recovery", "x", "");

        Assert.DoesNotContain(id.ToString(), await client.GetStringAsync("/shards"));
    }

    // What a process leaves that dies between the two phases: a prepared part whose decision nobody has written.
    private async Task PrepareAsync(Guid id)
    {
        var options = postgres.Blog.Services.GetRequiredService<BlogOptions>();
        foreach (var server in options.Shards.SelectMany(s => s.Replicas.Prepend(s.Primary)))
        {
            await using var connection = new NpgsqlConnection(server);
            await connection.OpenAsync();
            await using var role = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
            if (await role.ExecuteScalarAsync() is false)
            {
                await using var prepare = new NpgsqlCommand($"BEGIN; SELECT txid_current(); PREPARE TRANSACTION 'efshard:{id:N}:1:s0'", connection);
                await prepare.ExecuteNonQueryAsync();
                return;
            }
        }
    }

    private Task<int> OnAnotherShardAsync()
        => postgres.Blog.WithContextAsync(context =>
        {
            var own = context.Sharding().ShardOf<User>(Reader);
            return Task.FromResult(Enumerable.Range(2, BlogFactory.Users - 1).First(id =>
                context.Sharding().ShardOf<User>((long)id) != own && !BlogFactory.Sample.Follows().Any(f => f.FollowerId == Reader && f.FollowedId == id)));
        });

    private static async Task<bool> CanWriteAsync(HttpClient client)
    {
        using var response = await WriteAsync(client, 4, "After the crash");
        return response.StatusCode == HttpStatusCode.OK && (await response.Content.ReadAsStringAsync()).Contains("<h1>After the crash</h1>");
    }

    // The sample was written a moment ago; who reads replicas sees it when they have it.
    private static Task CaughtUpAsync(HttpClient client)
        => Eventually.TrueAsync(
            async () =>
            {
                using var newest = await client.GetAsync($"/posts/{BlogFactory.Sample.Posts().Last().Id}");
                return newest.StatusCode == HttpStatusCode.OK;
            },
            "the replicas have the sample");

    private static Task ChangeAsync(HttpClient client, string change) => SendAsync(client, "servers", "change", change);

    private static async Task SendAsync(HttpClient client, string what, string field, string value)
    {
        using var response = await client.PostAsync($"/shards/{what}", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(await client.GetStringAsync("/shards")),
            [field] = value,
        }));
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{what} {value}: {await response.Content.ReadAsStringAsync()}");
    }

    private static async Task<HttpResponseMessage> WriteAsync(HttpClient client, long userId, string title)
        => await client.PostAsync($"/users/{userId}/write", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = PageText.FormToken(await client.GetStringAsync($"/users/{userId}/write")),
            ["Title"] = title,
            ["Category"] = "design",
            ["Body"] = "Text",
        }));

    /// <summary>Hears how commits over several shards end.</summary>
    private sealed class CommitMeter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _outcomes = [];

        public CommitMeter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "EfShard" && instrument.Name == "efshard.commits")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    _outcomes.Enqueue(tag.Value?.ToString() ?? "");
                }
            });
            _listener.Start();
        }

        public IEnumerable<string> Outcomes => _outcomes;

        public void Dispose() => _listener.Dispose();
    }
}
