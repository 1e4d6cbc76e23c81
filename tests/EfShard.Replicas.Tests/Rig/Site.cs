using EfShard.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>A web application on the loopback interface, with posts that are written, read, and written while a response streams.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app, EventList events) => (_app, Events) = (app, events);

    /// <summary>What the application has logged.</summary>
    public EventList Events { get; }

    public string Address => _app.Urls.Single();

    /// <param name="bank">The servers.</param>
    /// <param name="session">How sessions are carried; <see langword="null" /> for a site without.</param>
    /// <param name="more">More sharding options.</param>
    /// <param name="protocols">The version of HTTP.</param>
    public static async Task<Site> StartAsync(
        ReplicatedBank bank, Action<ShardingSessionOptions>? session, Action<ShardingOptionsBuilder>? more = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(k => k.ConfigureEndpointDefaults(e => e.Protocols = protocols));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContext<BankContext>(options => bank.Configure(options, more));
        var events = new EventList();
        builder.Services.AddSingleton<ILoggerFactory>(events);
        var app = builder.Build();
        if (session is not null)
        {
            app.UseShardingSession(session);
        }

        app.MapPost("/posts/{id:long}", async (long id, BankContext context) =>
        {
            context.Add(new Entry { Id = id, AccountId = AccountOf(id), Text = "post" });
            await context.SaveChangesAsync();
            return Results.Redirect($"/posts/{id}");
        });
        app.MapGet("/posts/{id:long}", async (long id, BankContext context) => await IsThereAsync(context, id) ? "there" : "missing");
        app.MapGet("/link/{id:long}", async (long id, BankContext context) =>
        {
            context.Add(new Entry { Id = id, AccountId = AccountOf(id), Text = "post" });
            await context.SaveChangesAsync();
            return $"/posts/{id}?v={await context.Sharding().ExportSessionAsync()}";
        });
        app.MapPost("/stream/{id:long}", StreamAsync);
        app.MapPost("/meant/{id:long}", StreamAsync).WithMetadata(new WritesFollowAttribute());
        await app.StartAsync();
        return new Site(app, events);
    }

    /// <summary>A browser: it keeps cookies and follows redirects.</summary>
    public HttpClient Browse() => new() { BaseAddress = new Uri(Address) };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Events.Dispose();
    }

    private static long AccountOf(long post) => 1 + (post % 8);

    private static Task<bool> IsThereAsync(BankContext context, long id)
    {
        var account = AccountOf(id);
        return context.Entries.AsNoTracking().AnyAsync(e => e.AccountId == account && e.Id == id);
    }

    private static async Task StreamAsync(long id, BankContext context, HttpContext http)
    {
        await http.Response.WriteAsync("begun ");
        await http.Response.Body.FlushAsync();
        context.Add(new Entry { Id = id, AccountId = AccountOf(id), Text = "post" });
        await context.SaveChangesAsync();
        await http.Response.WriteAsync("written");
    }
}
