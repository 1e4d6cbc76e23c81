using System.Security.Cryptography;
using EfShard.AspNetCore;
using EfShard.Replicas.Tests.Rig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Replicas.Tests;

/// <summary>How large the tokens of a site with many shards become. Nobody asks its servers, which do not exist.</summary>
public sealed class WebTokenTests
{
    private const int Shards = 1000;

    [Theory]
    [InlineData(ShardingSessionCarrier.Cookie, false)]
    [InlineData(ShardingSessionCarrier.Cookie, true)]
    [InlineData(ShardingSessionCarrier.Header, true)]
    public async Task A_session_that_wrote_on_a_thousand_shards_fits_into_a_cookie(ShardingSessionCarrier carrier, bool isSigned)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContext<BankContext>(options => options.UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < Shards; i++)
            {
                var database = $"Host=127.0.0.1;Port=1;Database=shard{i}";
                sharding.AddShard($"shard-{i:0000}", s => s.Primary(database).Replica(database + ";Timeout=7"));
            }

            if (isSigned)
            {
                sharding.Replicas(r => r.SessionKey(Key));
            }
        }));
        await using var app = builder.Build();
        app.UseShardingSession(o => o.Carrier = carrier);
        app.MapGet("/", () => "written").WithMetadata(new WritesFollowAttribute());
        await app.StartAsync();
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };

        using var first = await client.GetAsync("/");
        var sent = Sent(first, carrier);

        // A browser keeps no cookie above 4,096 bytes, name and attributes among them.
        Assert.InRange(sent.Length, 1, 2000);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(carrier is ShardingSessionCarrier.Cookie ? "Cookie" : "EfShard-Session", sent.Split(';')[0]);
        using var second = await client.SendAsync(request);

        // It was believed: a token that is refused is deleted, and this one is replaced by its like.
        Assert.InRange(Sent(second, carrier).Length, 1, 2000);
        var token = sent.Split(';')[0].Split('=')[^1];
        using var session = ShardingSession.Begin(app.Services.GetRequiredService<DbContextOptions<BankContext>>());
        session.Import(token);
        Assert.False(session.HasChanged);
    }

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private static string Sent(HttpResponseMessage response, ShardingSessionCarrier carrier)
        => carrier is ShardingSessionCarrier.Header
            ? response.Headers.GetValues("EfShard-Session").Single()
            : response.Headers.GetValues("Set-Cookie").Single(c => !c.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase));
}
